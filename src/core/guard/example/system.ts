/** Lines that each rule about system must refuse, and lines like them that nothing may refuse. */
import type { Examples } from "../rule/rule.ts";

export const SYSTEM_EXAMPLES: Examples = {
  "system.kill": {
    deny: ["kill -9 -1", "pkill node", "kill $PPID"],
    allow: ["kill $(lsof -ti:3000)", 'pkill -f "node server.js"', "kill %1"],
  },
  "system.power": {
    deny: ["shutdown -h now", "systemctl reboot"],
    allow: ["uptime", 'echo "shutdown -h now"'],
  },
  "system.services": {
    deny: ["systemctl stop nginx", "service postgresql restart"],
    allow: ["systemctl status nginx", "journalctl -u nginx"],
  },
  "system.users": {
    deny: ["useradd mallory", "usermod -aG sudo dev"],
    allow: ["id", "getent passwd dev"],
  },
  "system.root": {
    deny: ["sudo -i", "sudo su -"],
    allow: ["sudo ls", "sudo -n true"],
  },
  "system.schedule": {
    deny: ["crontab -r", "echo x | at midnight"],
    allow: ["crontab -l", "sleep 1"],
  },
  "system.kernel": {
    deny: ["mount /dev/sda1 /mnt", "iptables -F", "sysctl -w kernel.panic=1"],
    allow: ["mount", "ip addr"],
  },
  "system.fork-bomb": {
    deny: [":(){ :|:& };:", "perl -e 'fork while fork'"],
    allow: ["fact() { echo $1; }; fact 3", "for i in 1 2 3; do sleep 1 & done; wait"],
  },
};
