document.querySelector('main').innerHTML = location.hash;
setTimeout('alert(1)', 10);
