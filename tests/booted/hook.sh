# A root shell on the first serial line, for faults and figures; in a test's disk only.
cat > /etc/systemd/system/test-shell.service <<'UNIT'
[Unit]
DefaultDependencies=no
After=local-fs.target
[Service]
ExecStart=/bin/sh -i
Environment=PS1='# ' TERM=dumb HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin
StandardInput=tty
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
TTYReset=yes
Restart=always
RestartSec=1
IgnoreSIGPIPE=no
[Install]
WantedBy=sysinit.target
UNIT
systemctl --quiet enable test-shell.service
systemctl --quiet mask serial-getty@ttyS0.service
