import { createHash } from 'node:crypto'

/** Where things lie on the machine. */
export interface Paths {
  /** Node, and the launcher of this Purser. */
  readonly node: string
  readonly launcher: string
}

/** Names on the machine: the unit, the account, and its folders, in systemd's own terms. */
export const NAME = 'purser'
export const CONFIG = '/etc/purser'
export const DATA = '/var/lib/purser'
export const BACKUPS = '/var/backups/purser'

/**
 * The unit. KillMode: only Purser hears the signal. It stops its PostgreSQL itself when its work is done, unless a command beside still uses it.
 * Restart: a platform that is connected to again and again by a Purser that dies at once would end its token, so twenty starts are the most.
 * TimeoutStopSec: Purser gives itself 10 seconds, then its PostgreSQL writes down what it holds. Node compiles as it runs, so memory that is
 * written and run cannot be forbidden.
 */
export const unitOf = ({ node, launcher }: Paths): string => `[Unit]
Description=Purser, a billing assistant in chat
Documentation=file://${launcher.replace(/bin\/[^/]+$/, 'docs/operate.md')}
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=600
StartLimitBurst=20

[Service]
Type=exec
User=${NAME}
Group=${NAME}
WorkingDirectory=${CONFIG}
StateDirectory=${NAME}
StateDirectoryMode=0700
Environment=PURSER_DATA_DIR=${DATA}
ExecStart=${quoted(node)} --max-semi-space-size=8 ${quoted(launcher)} start
Restart=on-failure
RestartSec=15
RestartPreventExitStatus=2
KillMode=process
TimeoutStopSec=40
UMask=0077
ReadWritePaths=-${BACKUPS}

NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`

/** What runs Purser's commands as its own account, in its own folder. */
export const commandOf = ({ node, launcher }: Paths): string => `cd ${CONFIG} || exit 1
[ "$(id -un)" = ${NAME} ] || as="runuser -u ${NAME} --"
exec $as env PURSER_DATA_DIR=${DATA} '${node}' '${launcher}' "$@"
`

/** The configuration to begin with: everything that Purser reads is in .env.example. */
export const firstEnv = (
  launcher: string,
): string => `# The configuration of Purser, for the account "${NAME}" alone. What can stand here: ${launcher.replace(/bin\/[^/]+$/, '.env.example')}
#PURSER_BRAND=
#PURSER_METHODS=${CONFIG}/methods.json
#PURSER_BACKUP_TO=${BACKUPS}
#PURSER_BACKUP_KEY=
`

/** A text with the hash of itself above, by which an edited one is known. `first`: a line that has to be the first of all. */
export const marked = (text: string, first = ''): string =>
  `${first}# Written by "purser install-service" (${hash(text)}). An edited file is left alone.\n${text}`

/** Whether a file is still as `marked` made it. */
export function unedited(file: string): boolean {
  const [, said, text = ''] = /^(?:#!.*\n)?# Written by "purser install-service" \(([0-9a-f]{16})\)[^\n]*\n([\s\S]*)$/.exec(file) ?? []
  return said === hash(text)
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** As systemd reads it: no percent sign is a specifier then. */
const quoted = (path: string): string => `"${path.replaceAll('%', '%%')}"`
