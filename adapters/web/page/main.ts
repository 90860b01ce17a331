document.body.textContent = 'Purser'
