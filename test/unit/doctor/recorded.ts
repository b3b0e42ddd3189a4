/** What macOS prints, as people have published it. */

export const PMSET_SLEEPY = `System-wide power settings:
Currently in use:
 standby              1
 Sleep On Power Button 1
 hibernatefile        /var/vm/sleepimage
 powernap             1
 networkoversleep     0
 disksleep            10
 sleep                1 (sleep prevented by powerd, sharingd)
 hibernatemode        3
 ttyskeepawake        1
 displaysleep         0
 tcpkeepalive         1
 lowpowermode         0
 womp                 1
`;

export const PMSET_AWAKE = `System-wide power settings:
 SleepDisabled\t\t0
Currently in use:
 standby              0
 Sleep On Power Button 1
 disksleep            0
 sleep                0
 autorestart          1
 displaysleep         10
 womp                 1
`;

export const PMSET_FORBIDDEN =
  'System-wide power settings:\n SleepDisabled\t\t1\nCurrently in use:\n sleep 1\n powermode 1\n';

export const DISPLAYS_M5 = `Graphics/Displays:

    Apple M5:

      Chipset Model: Apple M5
      Type: GPU
      Bus: Built-In
      Total Number of Cores: 10
      Vendor: Apple (0x106b)
      Metal Support: Metal 4
      Displays:
        Color LCD:
          Display Type: Built-in Liquid Retina XDR Display
          Online: Yes
`;

export const DISPLAYS_NONE = `Graphics/Displays:

    Display:

      Type: GPU
      Bus: PCI
      Displays:
        Unknown Display:
          Virtual Device: Yes
`;

export const LAUNCHCTL = [
  'PID\tStatus\tLabel',
  '-\t0\tcom.apple.SafariHistoryServiceAgent',
  '512\t0\tcom.apple.Finder',
  '1184\t0\tactions.runner.someone-something.mac-mini',
  '-\t78\tactions.runner.someone-other.mac-mini',
  '',
].join('\n');
