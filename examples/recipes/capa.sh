#!/bin/sh
# One corrective action from a complaint to its end: five people who sign what they decide, two plants, a hub, and a refused
# attempt at each gate.
#
#	sh capa.sh FOLDER [SX]		makes FOLDER/hub, FOLDER/pune and FOLDER/nashik, and prints what each person sees
#
# It needs ssh-keygen, and libfaketime, since a plan is not effective on the day it is made: half a year passes in the story. The clock
# of sx itself is never set by an option.
set -eu
work=${1:?say the folder to make} sx=$(command -v "${2:-sx}")
mkdir "$work" && cd "$work" && work=$PWD
for preload in /usr/lib/*/faketime/libfaketime.so.1; do :; done
[ -e "$preload" ] || { echo "capa.sh: libfaketime is missing" >&2; exit 1; }
export LC_ALL=C.UTF-8 TZ=Asia/Kolkata GIT_CONFIG_NOSYSTEM=1

mkdir .bin # the hub's hooks find sx there as well
printf '#!/bin/sh\n%s exec "%s" "$@"\n' "FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 LD_PRELOAD=$preload" "$sx" >.bin/sx
chmod +x .bin/sx
PATH=$work/.bin:$PATH
unset SSH_AUTH_SOCK DISPLAY
export SSH_ASKPASS_REQUIRE=force # a story has no terminal: what people type comes from a script
has_home() { # PERSON: git's settings, and a key of one's own with a passphrase that nobody else knows
	[ ! -d "$work/.home/$1" ] || return 0
	mkdir -p "$work/.home/$1"
	name=$1
	[ "$1" != asha ] || name='Asha Rao' # the first person has the name that git knows
	printf '#!/bin/sh\necho "known to %s alone"\n' "$1" >"$work/.home/$1/passphrase" && chmod +x "$work/.home/$1/passphrase"
	ssh-keygen -q -t ed25519 -N "known to $1 alone" -C "$1" -f "$work/.home/$1/esign"
	printf '[user]\n\tname = %s\n\temail = %s@nidhi.example\n[init]\n\tdefaultBranch = main\n[sx]\n\tsigningkey = %s\n' \
		"$name" "$1" "$work/.home/$1/esign" >"$work/.home/$1/.gitconfig"
}
at() { # PLANT PERSON MOMENT: who acts from here on, where and when
	plant=$1 person=$2 FAKETIME=$(echo "$3" | tr T ' ')
	HOME=$work/.home/$person
	GIT_AUTHOR_DATE=$3+0530 GIT_COMMITTER_DATE=$3+0530
	SSH_ASKPASS=$HOME/passphrase
	export HOME FAKETIME GIT_AUTHOR_DATE GIT_COMMITTER_DATE SSH_ASKPASS
	has_home "$person"
	mkdir -p "$work/$plant" && cd "$work/$plant"
	printf '\n=== %s, %s, %s\n' "$person" "$plant" "$3"
}
does() { # a step that is taken
	echo "$person \$ sx $*"
	sx "$@" 2>&1
}
may_not() { # RULE: a step that is refused by this rule
	rule=$1
	shift
	echo "$person \$ sx $*"
	code=0
	said=$(sx --json "$@" 2>&1 >/dev/null) || code=$?
	echo "$said" | sed -n 's/.*"message":"\([^"]*\)".*"rule":"\([^"]*\)".*/  refused by \2: \1/p'
	[ "$code" = 5 ] && echo "$said" | grep -q "\"rule\":\"$rule\"" && return
	echo "capa.sh: that was to be refused by $rule, and ended with $code: $said" >&2
	exit 1
}
sees() { # the state, what is still missing and who can act
	echo "$person sees:"
	sx capa show "$capa" | sed -n '/^steps/,$p'
}
looked() { sx audit "$1" -n 1 --csv | tail -n 1 | tr -d '\r' | sed 's/.*,//'; } # the last commit of the trail, when all of it was looked at
unsigned() { # what was signed and has changed since
	echo "$person sees:"
	sx capa show "$capa" | grep UNSIGNED || echo '  all that was signed holds'
}
shares() { sx sync >/dev/null 2>&1 || { echo "capa.sh: $person cannot share" >&2; sx sync; exit 1; }; }
id() { sed -n 's/^\([A-Z]*-[0-9]*-[0-9A-Z]*\): added.*/\1/p'; }
write() { # lines of the record's file, before its notes
	file=$(git ls-files "capa/*/$capa.yaml")
	{ sed '/^notes:/,$d' "$file"; cat; sed -n '/^notes:/,$p' "$file"; } >"$work/.new" && cat "$work/.new" >"$file" && rm "$work/.new"
}

# --- the hub, two plants and five people ---
at . asha 2026-06-01T09:00:00
does init --bare --hub hub --profile pharma --site PUN --name Pune --zone Asia/Kolkata --person asha
does clone hub pune --site PUN
at pune asha 2026-06-01T09:10:00
sed -i '/^sites:/a\  - code: NSK\n    name: Nashik' .sx/config.yaml
does commit -m 'Nashik shares these records'
does person add ben 'Ben Dsouza' --email ben@nidhi.example --job 'Filling engineer'
does person add chitra 'Chitra Rao' --email chitra@nidhi.example --roles area-manager --job 'Filling manager'
does person add dev 'Dev Anand' --email dev@nidhi.example --site NSK --roles evaluator --role-sites PUN --job 'Process engineer'
does person add quinn 'Quinn Shah' --email quinn@nidhi.example --site NSK --roles qa --role-sites PUN --job 'Quality assurance'
# Each sends the public half of the key and the proof of having it, and comes with the identity card; the private half and the passphrase stay at home.
for who in ben chitra dev quinn; do
	at pune "$who" 2026-06-01T09:30:00
	echo "$who \$ sx person key $who esign.pub --prove >proof"
	sx person key "$who" "$HOME/esign.pub" --prove >"$HOME/proof" 2>/dev/null
done
at pune asha 2026-06-01T09:40:00
does person key asha "$HOME/esign.pub" -m 'my own'
may_not K02 person key ben "$work/.home/ben/esign.pub" -m 'he will show it later'
does person key ben "$work/.home/ben/esign.pub" --proof "$work/.home/ben/proof" -m 'identity card seen'
may_not K04 person key quinn "$work/.home/quinn/esign.pub" --proof "$work/.home/quinn/proof" -m 'I know her'
# From here on another person vouches for each key, beside who enters it.
for who in chitra dev quinn; do
	at pune ben 2026-06-01T09:45:00
	echo "ben \$ sx person key $who esign.pub --vouch >voucher"
	sx person key "$who" "$work/.home/$who/esign.pub" --vouch >"$HOME/voucher" 2>/dev/null
	at pune asha 2026-06-01T09:50:00
	does person key "$who" "$work/.home/$who/esign.pub" --proof "$work/.home/$who/proof" --vouched "$work/.home/ben/voucher" -m 'identity card seen'
done
may_not P03 person grant quinn --roles qa,key-admin -m 'she could do both'
shares
at . quinn 2026-06-01T10:00:00
does clone hub nashik --site NSK
at pune ben 2026-06-01T11:00:00
may_not P01 person grant ben --roles qa -m 'it would be quicker'
may_not K01 person key quinn "$work/.home/ben/esign.pub" -m 'so that I can sign for her'

# --- a complaint becomes a corrective action ---
at pune asha 2026-06-02T09:00:00
finding=$(sx finding add 'Syrup leaks at the cap' --type complaint --class major --owner ben --due +30d --lots 'S-118' --found-by 'City Hospital' \
	--containment 'Lot S-118 is held' --investigation 'Caps of line 2 turn by hand' 2>&1 | id)
capa=$(sx capa add 'Caps of line 2 are loose' --type corrective --origin complaint --sources "$finding" --owner ben --due 2026-12-20 \
	--problem 'Caps of lot S-118 open at 0.4 Nm; 0.9 Nm is asked for; a hospital noticed' 2>&1 | id)
sees
may_not T02 capa submit "$capa"
does capa set "$capa" --lots S-118 --no-containment 'the lot is held, and line 2 stands' --severity 7 --occurrence 4 --detection 5 --class major
does capa submit "$capa"
shares

# --- the other plant's quality assurance takes it up ---
at pune asha 2026-06-02T10:00:00
may_not T03 capa accept "$capa" major --evaluator dev --qa quinn --reportable no --reportable-why 'no patient reached' --similar none
at nashik quinn 2026-06-02T11:00:00
shares
may_not T03 capa accept "$capa" major --evaluator ben --qa quinn --reportable no --reportable-why 'no patient reached' --similar 'none in two years'
does capa accept "$capa" major --evaluator dev --qa quinn --reportable no --reportable-why 'No patient was reached' --similar 'None in two years'
sees
shares

# --- causes, measures, and how it will be seen whether they worked ---
at pune ben 2026-06-10T09:00:00
shares
may_not T05 capa propose "$capa"
write <<'Y'
causes:
  - id: c1
    text: The torque head of line 2 is worn
    kind: root
    category: machine
    method: 5why
    chain: [caps open by hand, the torque is 0.4 Nm, the head slips, its clutch is worn, nobody counts its hours]
    verified_how: A new head gives 0.9 Nm on the same caps
extent: Lines 1 and 3 were measured and are right; lots S-110 to S-117 were sampled and are right
effectiveness:
  metric: Caps below 0.8 Nm in a hundred
  baseline: 31
  target: 0
  sample: 100
  window: 60
  due: 2026-09-30
Y
does commit -m 'Causes found with the maker of the head'
may_not T05 capa propose "$capa"
action=$(sx action add 'Replace the torque head and count its hours' --owner ben --due 2026-07-15 --class quality --measure corrective \
	--source "$capa" --answers c1 --acceptance '100 caps at 0.8 Nm or more' --adverse-effect 'None: the same head' \
	--change-control CC-204 2>&1 | id)
ssh-keygen -q -t ed25519 -N '' -C ben -f "$HOME/open"
git config sx.signingkey "$HOME/open"
may_not G5 capa propose "$capa" # a key without a passphrase
git config --unset sx.signingkey
does capa propose "$capa"
shares

# --- two others approve the plan; who wrote it does not ---
at pune ben 2026-06-11T09:00:00
may_not T06 capa endorse "$capa"
may_not T19 capa set "$capa" --extent 'line 2 only'
at nashik quinn 2026-06-11T10:00:00
shares
may_not T06 capa approve "$capa"
at pune chitra 2026-06-11T11:00:00
does capa endorse "$capa" --seen "$(looked "$capa")" -m 'The line can stand for a day'
shares
at nashik quinn 2026-06-11T12:00:00
shares
sees
may_not T06 capa approve "$capa" -m 'The hours are what was missing' # without a look at the trail
does capa approve "$capa" --seen "$(looked "$capa")" -m 'The hours are what was missing'
shares

# --- it is done, shown and verified ---
at pune ben 2026-07-10T09:00:00
shares
may_not T08 action done "$action"
may_not T08x action set "$action" --acceptance 'it runs again' -m 'that is quicker to show'
echo 'caps 100, least 0.84 Nm' >"$work/.home/torque.csv"
does action done "$action" --evidence "$work/.home/torque.csv"
may_not separation action verify "$action"
may_not T09 capa complete "$capa"
at pune chitra 2026-07-10T12:00:00
does action verify "$action"

# --- what was signed changes: it is unsigned, and nothing goes on until all three have signed again ---
at pune ben 2026-07-10T15:00:00
does capa set "$capa" --updates 'SOP-31 counts the hours of torque heads; all fitters trained on 9 July'
does capa amend "$capa" --extent 'Lines 1 and 3 are right; of lots S-110 to S-117, S-117 is loose too, and held' -m 'the sample of S-117 came late'
unsigned
may_not G5 capa complete "$capa"
does capa sign "$capa" -m 'S-117 is in'
shares
at pune chitra 2026-07-10T16:00:00
does capa sign "$capa" -m 'S-117 is in'
shares
at nashik quinn 2026-07-10T17:00:00
shares
unsigned
does capa sign "$capa" -m 'The plan covers S-117 as well'
unsigned
shares

# --- the day moves only by another's decision ---
at pune ben 2026-07-11T09:00:00
shares
may_not T17 capa extend "$capa" 2027-01-31 -m 'to be safe'
does capa request "$capa" 2027-01-20 --interim-risk 'none that is seen' --interim-controls 'torque is sampled each shift' -m 'the head arrives in parts'
may_not T09 capa complete "$capa"
shares
at nashik quinn 2026-07-11T10:00:00
shares
does capa decline "$capa" -m 'it works already'
shares
at pune ben 2026-07-12T09:00:00
shares
does capa complete "$capa"
may_not T10 capa release "$capa"
shares
at nashik quinn 2026-07-13T09:00:00
shares
does capa release "$capa" --seen "$(looked "$capa")" -m 'Seen at the line'
shares

# --- sixty days later somebody else looks whether it worked ---
at nashik dev 2026-07-13T11:00:00
may_not T11 capa evaluate "$capa"
at nashik dev 2026-09-14T09:00:00
shares
may_not T11 capa evaluate "$capa"
write <<'Y'
results:
  - on: 2026-09-14
    by: dev
    value: 0
    again: No complaint about caps since June; none of 12 lots
    came_back: false
    sample: 120
    outcome: effective
    text: 120 caps of 12 lots, the least at 0.83 Nm
Y
does commit -m 'Measured on twelve lots'
echo 'caps 120, least 0.83 Nm' >"$work/.home/result.csv"
does capa attach "$capa" "$work/.home/result.csv"
does capa evaluate "$capa"
sees
shares

# --- and it is closed, by neither of them, with what others learn from it ---
at nashik dev 2026-09-14T10:00:00
may_not T12 capa close "$capa"
at nashik quinn 2026-09-15T09:00:00
shares
may_not T12 capa close "$capa"
does capa set "$capa" --dissemination 'All shifts of filling, 15 September' --management-review 'October 2026' --lessons 'Nashik counts its torque heads too'
does capa close "$capa" --seen "$(looked "$capa")" -m 'Effective on twelve lots'
may_not T19 capa set "$capa" --class minor -m 'it was not that bad'
does capa addendum "$capa" -m 'The maker has changed the clutch'
shares

# --- the complaint ends; what a hand changes is seen ---
at pune ben 2026-09-16T09:00:00
shares
does finding answer "$finding" --response 'The head was replaced; caps are tight since July'
may_not F01 finding close "$finding"
shares
at nashik quinn 2026-09-16T10:00:00
shares
does finding close "$finding"
shares
at pune asha 2026-09-17T09:00:00
shares
file=$(git ls-files "capa/*/$capa.yaml")
sed -i 's/^class: major/class: minor/' "$file"
may_not T19 commit -m 'a slip of the pen'
git commit -qam 'a slip of the pen, past sx'
code=0
git push -q origin HEAD 2>"$work/.said" || code=$?
[ "$code" != 0 ] || { echo "capa.sh: the hub took a hand edit" >&2; exit 1; }
sed -n 's/^remote: */  the hub: /p' "$work/.said" | head -n 4
git reset -q --hard '@{upstream}'
does log "$capa"
does capa show "$capa"
for plant in hub pune nashik; do
	echo "$plant \$ sx verify"
	(cd "$work/$plant" && sx verify)
done
echo "$capa is closed; the records are in $work"
