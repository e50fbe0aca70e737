export default function App() {
  return <p>There is nothing here yet.</p>;
}
