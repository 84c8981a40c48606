#!/bin/sh
# How the example plant came to be: half a year told as the sx commands of its people, each at its time.
#
# Run only when the kinds have changed: story.sh [SX] writes history anew. It needs libfaketime, which make.sh does
# not: history is what `git fast-import` reads, with the same ids and commits on every machine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sx=${1:-$here/../../build/sx}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for preload in /usr/lib/*/faketime/libfaketime.so.1; do :; done
export LC_ALL=C.UTF-8 TZ=Asia/Kolkata GIT_CONFIG_NOSYSTEM=1

at() { # a moment of Chakan and who is acting then
	FAKETIME=$(echo "$1" | tr T ' ') HOME=$work/$2
	export FAKETIME HOME
	mkdir -p "$HOME"
	name=$(awk -v who="$2" '$1 == who { print $2 " " $3 }' "$work/people")
	printf '[user]\n\tname = %s\n\temail = %s@sahyadri.example\n[init]\n\tdefaultBranch = main\n' "$name" "$2" >"$HOME/.gitconfig"
}
sx() { FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 LD_PRELOAD=$preload "$sx" "$@"; }
new() { # NAME kind add...: the new id is kept in $NAME
	name=$1
	shift
	said=$(sx "$@" 2>&1) || { echo "$said" >&2; exit 1; }
	eval "$name=$(echo "$said" | sed -n 's/^\([A-Z]*-[0-9]*-[0-9A-Z]*\): added.*/\1/p')"
}
file_of() { git ls-files "*/$1.yaml"; }
record() { # PERSON KPI SOURCE VALUE: of $period; VALUE may be VALUE:NOTE, or - for none
	[ "$4" != - ] || return 0
	at "$day" "$1"
	case $4 in
	*:*) sx kpi record "$2" "$period" "${4%%:*}" -s "$3" -m "${4#*:}" >/dev/null ;;
	*) sx kpi record "$2" "$period" "$4" -s "$3" >/dev/null ;;
	esac
}
readings() { # DAY PERIOD oee ppm mtbf rework training: the round of the third day of a month
	day=$1 period=$2
	record "press.lead" oee-press 'line counters' "$3"
	record "qa.eng" ppm-customer 'customer portals' "$4"
	record "maint.eng" mtbf-press 'maintenance log' "$5"
	record "paint.lead" paint-rework 'shift sheets' "$6"
	record "plant.head" training-hours 'training register' "$7"
}

cat >"$work/people" <<'P'
it.eng Nikhil Joshi
md Meera Kulkarni
plant.head Arjun Deshpande
nashik.head Vikram Rathore
quality.head Fatima Shaikh
controller Anita Rao
press.lead Sunil Patil
paint.lead Kavita Jadhav
maint.lead Ramesh Iyer
qa.eng Priya Nair
maint.eng Imran Khan
tool.room Ganesh Pawar
P

# May: the repository, its people and units.
at 2026-05-18T09:05:00 it.eng
sx init --person it.eng "$work/plant" >/dev/null
cd "$work/plant"
cat >.sx/config.yaml <<'C'
# Sahyadri Pressings: body parts for two car makers, from Chakan and Nashik.
site: CHK
zone: Asia/Kolkata
workdays: [mon, tue, wed, thu, fri, sat]
holidays:
  - 2026-08-15  # Independence Day
  - 2026-10-02  # Gandhi Jayanti
  - 2026-11-09  # Diwali
  - 2026-11-10
  - 2027-01-26  # Republic Day
fiscal_start: 4
sites:
  - code: CHK
    name: Chakan
  - code: NSK
    name: Nashik
filters:
  press: "unit:press-shop is:open"
  promised: "class:safety,regulatory is:open"
C
sx commit -m 'Chakan works six days, and its year starts in April' >/dev/null

person() { sx person add "$@" >/dev/null; }
at 2026-05-18T09:20:00 it.eng
person md 'Meera Kulkarni' --email md@sahyadri.example --job 'Managing director' --roles approver
person plant.head 'Arjun Deshpande' --email plant.head@sahyadri.example --job 'Head of Chakan' --manager md --roles site-head,approver
person nashik.head 'Vikram Rathore' --email nashik.head@sahyadri.example --job 'Head of Nashik' --manager md --roles site-head --site NSK
person quality.head 'Fatima Shaikh' --email quality.head@sahyadri.example --job 'Head of quality' --manager md --roles qa-head,evaluator
person controller 'Anita Rao' --email controller@sahyadri.example --job Controller --manager md --roles controller
person press.lead 'Sunil Patil' --email press.lead@sahyadri.example --job 'Press shop' --manager plant.head --roles area-manager --language mr
person paint.lead 'Kavita Jadhav' --email paint.lead@sahyadri.example --job 'Paint shop' --manager plant.head --roles area-manager
person maint.lead 'Ramesh Iyer' --email maint.lead@sahyadri.example --job Maintenance --manager plant.head --roles area-manager
person qa.eng 'Priya Nair' --email qa.eng@sahyadri.example --job 'Quality engineer' --manager quality.head --roles qa
person maint.eng 'Imran Khan' --email maint.eng@sahyadri.example --job 'Maintenance engineer' --manager maint.lead
person tool.room 'Ganesh Pawar' --email tool.room@sahyadri.example --job 'Tool room' --manager press.lead
sx person set it.eng --name 'Nikhil Joshi' --job 'Systems engineer' --manager controller >/dev/null

unit() { sx unit add "$@" >/dev/null; }
at 2026-05-18T10:02:00 it.eng
unit sahyadri 'Sahyadri Pressings' --type company --head md
unit chakan Chakan --type plant --parent sahyadri --head plant.head
unit nashik Nashik --type plant --parent sahyadri --head nashik.head --site NSK
unit press-shop 'Press shop' --type team --parent chakan --head press.lead
unit paint-shop 'Paint shop' --type team --parent chakan --head paint.lead
unit maintenance Maintenance --type function --parent chakan --head maint.lead
unit quality Quality --type function --parent sahyadri --head quality.head
sx person set press.lead --unit press-shop >/dev/null
sx person set tool.room --unit press-shop >/dev/null
sx person set paint.lead --unit paint-shop >/dev/null
sx person set maint.lead --unit maintenance >/dev/null
sx person set maint.eng --unit maintenance >/dev/null
sx person set qa.eng --unit quality >/dev/null

# The strategy for two years, and what it asks of Chakan.
at 2026-05-20T11:30:00 md
sx strategy add make-it-right 'Parts that no customer needs to inspect' --owner quality.head --from 2026-04-01 --until 2028-03-31 \
	--rationale 'Both customers choose the platform suppliers of 2028 by their defects per million in these two years.' >/dev/null
sx strategy add run-lean 'Chakan at the cost of the best plant in the trade' --owner plant.head --from 2026-04-01 --until 2028-03-31 \
	--rationale 'Steel is two thirds of our price, so hours and scrap are what we can still move.' >/dev/null
sx strategy approve make-it-right >/dev/null
sx strategy approve run-lean >/dev/null
sx objective add low-cost 'Two per cent lower cost a part by March' --owner plant.head --strategy run-lean --perspective financial --due 2027-03-31 --unit chakan >/dev/null
sx objective add reliable-presses 'Presses that run when they are planned to' --owner maint.lead --strategy run-lean --perspective internal --parent low-cost --due 2027-03-31 --unit press-shop >/dev/null
sx objective add zero-defects 'Not one defective part at a customer in a quarter' --owner quality.head --strategy make-it-right --perspective customer --due 2027-03-31 --unit quality >/dev/null
sx objective add skilled-people 'Two people able to run every station' --owner plant.head --strategy run-lean --perspective learning --due 2027-03-31 --unit chakan >/dev/null
for objective in low-cost reliable-presses zero-defects skilled-people; do sx objective approve $objective >/dev/null; done

at 2026-05-21T15:10:00 plant.head
sx kpi add ppm-customer 'Defective parts at customers' --owner quality.head --direction down --measured-in ppm --baseline 140 --target 50 --red 100 \
	--objective zero-defects --unit quality --category quality --freshness 20 --source 'customer portals' >/dev/null
sx kpi add oee-press 'Overall equipment effectiveness, press shop' --owner press.lead --direction up --measured-in % --baseline 61 --target 75 --red 68 \
	--objective reliable-presses --unit press-shop --category operations --freshness 20 --decimals 1 --guardrail ppm-customer --source 'line counters' >/dev/null
sx kpi add mtbf-press 'Mean time between failures, presses' --owner maint.lead --type leading --direction up --measured-in h --baseline 38 --target 60 --red 45 \
	--objective reliable-presses --unit maintenance --category operations --freshness 20 --drives oee-press --lag 60 --source 'maintenance log' >/dev/null
sx kpi add paint-rework 'Parts painted twice' --owner paint.lead --direction down --measured-in % --baseline 6.5 --target 3 --red 5 \
	--objective low-cost --unit paint-shop --category quality --freshness 20 --decimals 1 --source 'shift sheets' >/dev/null
sx kpi add training-hours 'Hours of training a head' --owner plant.head --type leading --direction up --measured-in h --baseline 1 --target 4 --red 2 \
	--objective skilled-people --unit chakan --category people --freshness 20 --over-time sum --source 'training register' >/dev/null

at 2026-05-25T16:00:00 plant.head
sx initiative add press-3-retrofit 'Retrofit of press 3' --type capital --owner maint.lead --sponsor plant.head --controller controller --objective reliable-presses \
	--unit press-shop --start 2026-06-01 --due 2026-12-18 --budget '4200000 INR' --benefit-yearly '2600000 INR' --benefit-start 2027-01-01 \
	--scope 'Clutch, brake and controls of press 3; not its foundation.' \
	--rationale 'Four of ten stops of the shop are on press 3.' >/dev/null
sx initiative add paint-robot 'Robot cell for the sealer' --type productivity --owner paint.lead --sponsor plant.head --controller controller --objective low-cost \
	--unit paint-shop --start 2026-09-01 --due 2027-02-26 --budget '3100000 INR' --benefit-yearly '1900000 INR' \
	--scope 'Sealing of the two door variants.' --rationale 'Hand sealing is where most parts are painted twice.' >/dev/null
at 2026-05-27T09:40:00 maint.lead
sx initiative identify press-3-retrofit >/dev/null
sx initiative detail press-3-retrofit >/dev/null
new ms_clutch milestone add 'Clutch and brake delivered' --initiative press-3-retrofit --owner maint.lead --due 2026-09-15
new ms_controls milestone add 'Controls tested off the line' --initiative press-3-retrofit --owner maint.eng --due 2026-10-30
new ms_run milestone add 'Press 3 runs a whole shift at rate' --initiative press-3-retrofit --owner press.lead --due 2026-12-11
at 2026-05-29T12:00:00 md
sx initiative decide press-3-retrofit -m 'Within the year, or not at all' >/dev/null

# June: first actions and the first readings.
at 2026-06-01T08:50:00 maint.lead
new seals action add 'Replace the cushion seals of presses 1 and 2' --owner maint.eng --due 2026-06-19 --unit press-shop --kpi mtbf-press \
	--deliverable 'No oil under the cushions after a week'
new order_clutch action add 'Order clutch and brake of press 3' --owner maint.lead --due 2026-06-10 --class strategic --unit press-shop --initiative press-3-retrofit
readings 2026-06-03T10:10:00 2026-05 '62.4:Press 3 stood for 41 hours' '131:Two claims on scratches' '39:Press 3 again' \
	'6.4:The oven filters are a month late' '1.2:No trainer since March'
at 2026-06-04T11:00:00 press.lead
new smed action add 'Bring die change on line 2 under 25 minutes' --owner press.lead --due 2026-08-31 --class strategic --unit press-shop \
	--kpi oee-press --objective reliable-presses --deliverable 'Ten changes in a row under 25 minutes, filmed'
sx action start "$smed" >/dev/null
at 2026-06-08T14:20:00 plant.head
new noise risk add 'The clutch supplier delivers late' --owner maint.lead --likelihood 3 --impact 4 --response reduce --category supply \
	--initiative press-3-retrofit --review 2026-09-01 --plan 'Weekly call; a second source is asked in July.' --warning-sign 'No forging date by the end of July'
new press_guard action add 'Interlock the rear guards of press 2' --owner maint.eng --due 2026-07-10 --class safety --priority high --unit press-shop
at 2026-06-09T17:05:00 maint.lead
sx action done "$order_clutch" -m 'Order placed with delivery by 10 September' >/dev/null
at 2026-06-18T16:30:00 maint.eng
sx action start "$seals" >/dev/null
sx action done "$seals" --outcome 'Both cushions dry after eight days.' >/dev/null
at 2026-06-22T10:00:00 quality.head
new ppm_promise commitment add 'Field claims answered within five working days' --party 'Customer A' --owner quality.head --due 2026-12-31 \
	--wording 'Every field claim is answered with a first analysis within five working days.' --reference 'Quality agreement 2026, 4.2'

# July
readings 2026-07-03T10:10:00 2026-06 63.8 118 43 6.1 1.9
at 2026-07-06T09:30:00 paint.lead
new filters action add 'Change oven filters every four weeks instead of eight' --owner paint.lead --due 2026-07-31 --unit paint-shop --kpi paint-rework
new viscosity action add 'Measure paint viscosity at the start of each shift' --owner paint.lead --due 2026-08-14 --unit paint-shop --kpi paint-rework
at 2026-07-09T15:45:00 maint.eng
sx action done "$press_guard" --outcome 'Interlocks fitted on both rear doors and tried ten times.' >/dev/null
at 2026-07-10T08:30:00 quality.head
sx action verify "$press_guard" -m 'Seen on the floor: the press stops with either door open' >/dev/null
at 2026-07-14T11:20:00 maint.lead
sx risk review "$noise" 2026-10-01 --likelihood 2 >/dev/null
new spares action add 'Keep a spare clutch valve for presses 1 to 4' --owner maint.lead --due 2026-08-21 --unit maintenance --kpi mtbf-press
at 2026-07-28T16:10:00 paint.lead
sx action done "$filters" >/dev/null
sx action start "$viscosity" >/dev/null

# August
readings 2026-08-03T10:10:00 2026-07 65.1 104 46 5.6 2.1
at 2026-08-12T10:15:00 paint.lead
sx action done "$viscosity" --outcome 'Sheet 14 is filled in three times a day; two batches were held back already.' >/dev/null
at 2026-08-20T17:40:00 maint.lead
sx action extend "$spares" 2026-09-25 -m 'The supplier bundles the order with the retrofit' >/dev/null
at 2026-08-21T09:30:00 plant.head
sx meeting open leadership --chair plant.head >/dev/null
aug=leadership-2026-08-21
sx meeting set $aug --attendees plant.head,quality.head,press.lead,paint.lead,maint.lead,controller --unit chakan >/dev/null
new cross action add 'Train a second operator for each press line' --owner press.lead --due 2026-10-30 --class strategic --unit press-shop \
	--objective skilled-people --kpi training-hours --meeting $aug
new energy action add 'Find the compressed air leaks of hall 2' --owner maint.eng --due 2026-09-18 --unit maintenance --objective low-cost --meeting $aug
new second_source decision add 'No second source for the clutch' --by plant.head --initiative press-3-retrofit --rationale 'The forging date is confirmed; a second tool costs 4 lakh.' --meeting $aug
sx meeting close $aug --summary 'OEE rises as planned. Training is behind and gets an owner for each line.' >/dev/null
at 2026-08-28T18:00:00 press.lead
sx action extend "$smed" 2026-09-30 -m 'The quick clamps for line 2 come in the second week of September' >/dev/null

# September: the paint robot begins, the tool room loses its lead, a claim arrives.
at 2026-09-01T09:15:00 paint.lead
sx initiative identify paint-robot >/dev/null
sx initiative detail paint-robot >/dev/null
at 2026-09-01T17:20:00 md
sx initiative decide paint-robot -m 'Pays back in twenty months' >/dev/null
at 2026-09-02T10:00:00 paint.lead
new ms_cell milestone add 'Robot cell accepted at the maker' --initiative paint-robot --owner paint.lead --due 2026-11-13
new sealer action add 'Release the sealer program for both door variants' --owner paint.lead --due 2026-12-04 --class strategic --unit paint-shop \
	--initiative paint-robot --needs "$ms_cell"
readings 2026-09-03T10:10:00 2026-08 66.9 92 49 5.1 '1.4:The trainers were at the retrofit'
at 2026-09-08T12:10:00 tool.room
new dies action add 'Measure the wear of the twelve door dies' --owner tool.room --due 2026-10-09 --unit press-shop --kpi ppm-customer
at 2026-09-14T09:00:00 maint.lead
sx milestone reach "$ms_clutch" >/dev/null
at 2026-09-17T16:25:00 maint.eng
sx action progress "$energy" 60 >/dev/null
at 2026-09-18T09:30:00 plant.head
sx meeting open leadership >/dev/null
sep=leadership-2026-09-18
sx meeting set $sep --attendees plant.head,quality.head,press.lead,maint.lead,controller --apologies paint.lead --unit chakan >/dev/null
new noise_wall action add 'Decide on the noise wall between lines 3 and 4' --owner plant.head --due 2026-10-16 --class safety --meeting $sep --unit press-shop
new shift3 issue add 'No setter on the third shift since August' --owner press.lead --due 2026-10-09 --priority high --meeting $sep --kpi oee-press \
	--if-nothing 'Changes wait for the morning: two hours of line 2 each night'
sx meeting close $sep --summary 'The retrofit is on time. Die change slips; the clamps are the reason.' >/dev/null
at 2026-09-24T11:00:00 maint.lead
sx action extend "$spares" 2026-10-30 -m 'Valves arrive with the second lot of the retrofit' >/dev/null
at 2026-09-28T10:05:00 quality.head
new burr finding add 'Burrs on the hinge side of door inners' --type complaint --class major --owner qa.eng --due 2026-10-12 --found-by 'Customer A' \
	--found-on 2026-09-26 --reference 'Claim 4471' --unit press-shop --kpi ppm-customer --lots 'DI-2609-14,DI-2609-15' \
	--description '38 of 600 parts with burrs over 0.2 mm on the hinge side; found at their incoming inspection.' \
	--containment 'Stock of both lots sorted at the customer and in Chakan.'
at 2026-09-29T09:20:00 press.lead
sx action reassign "$dies" press.lead -m 'Ganesh leaves at the end of the month' >/dev/null
at 2026-09-30T18:00:00 it.eng
sx person leave tool.room -m 'Took a position in Aurangabad' >/dev/null

# October: a CAPA on the burrs.
at 2026-10-01T09:45:00 qa.eng
new capa capa add 'Burrs on door inners reach the customer' --type corrective --origin complaint --sources "$burr" --owner press.lead --evaluator plant.head \
	--qa quality.head --due 2026-12-31 --discovered-on 2026-09-26 --unit press-shop --profile auto --class major --severity 6 --occurrence 5 --detection 6 \
	--products 'Door inner left,Door inner right' --lots 'DI-2609-14,DI-2609-15' \
	--problem 'Burrs over 0.2 mm on the hinge side of 38 of 600 door inners, claim 4471. The drawing allows 0.1 mm.'
cat >>"$(file_of "$capa")" <<'Y'
containment:
  - what: Both lots sorted at the customer and in Chakan
    done_on: 2026-09-29
    by: qa.eng
Y
sx commit -m 'What was done at once' >/dev/null
sx capa submit "$capa" >/dev/null
at 2026-10-01T14:30:00 quality.head
sx capa accept "$capa" --reportable no --reportable-why 'No safety part; the customer knows' --similar 'None among the claims of two years' >/dev/null
readings 2026-10-03T10:10:00 2026-09 68.3 '127:Claim 4471, burrs on door inners' 52 4.1 -
at 2026-10-06T11:15:00 press.lead
cat >>"$(file_of "$capa")" <<'Y'
extent: Doors of the other dies were measured and are within the limit.
causes:
  - id: worn-punch
    text: The trim punch of die 7 is worn on the hinge side.
    kind: root
    category: machine
    method: 5why
    verified_how: Burr height follows punch wear on 40 parts
  - id: no-wear-limit
    text: Dies have a stroke limit for sharpening, but nobody counts strokes across shifts.
    kind: escape
    category: system
    method: 5why
effectiveness:
  metric: Burrs over 0.1 mm on door inners
  source: outgoing inspection
  baseline: 6.3
  target: 0
  method: 100 parts a lot on ten lots
  sample: 1000
  window: 60
  due: 2026-12-20
Y
sx commit -m 'Causes found with the tool room; how we shall see whether it worked' >/dev/null
measure() { # NAME cause measure acceptance, then as for new
	name=$1 answers=$2 measure=$3 acceptance=$4
	shift 4
	new "$name" action add "$@" --class quality --source "$capa" --answers "$answers" --measure "$measure" --acceptance "$acceptance" \
		--adverse-effect 'None seen in the review of the process FMEA' --change-control 'None: within the maintenance plan'
}
measure sharpen worn-punch corrective 'Burrs below 0.1 mm on 50 parts' 'Sharpen the trim punch of die 7' --owner press.lead --due 2026-10-14 --priority critical --unit press-shop
measure counter no-wear-limit preventive 'Line 4 stops at the limit' 'Count strokes of every die and stop at the wear limit' --owner maint.eng --due 2026-11-12 --priority high --unit press-shop
measure incoming no-wear-limit preventive 'On the sheet of every lot' 'Add burr height to the outgoing inspection of doors' --owner qa.eng --due 2026-11-27 --unit quality
sx capa propose "$capa" >/dev/null
at 2026-10-07T10:00:00 quality.head
sx capa approve "$capa" -m 'The wear counter is the measure that matters' >/dev/null
at 2026-10-09T17:10:00 qa.eng
sx finding answer "$burr" --response 'Sorted, punch sharpened by 14 October, stroke counter by 12 November; see our corrective action.' >/dev/null
at 2026-10-12T09:10:00 press.lead
sx issue resolve "$shift3" --answer 'Two setters change to the third shift from 19 October.' >/dev/null
sx action start "$dies" >/dev/null
at 2026-10-13T16:50:00 press.lead
printf 'Die 7, trim punch, after sharpening\nhinge side   0.04 mm\nlatch side   0.03 mm\nlimit        0.10 mm\n' >"$work/die-7-burr.txt"
sx action done "$sharpen" --evidence "$work/die-7-burr.txt" --outcome 'Burr height 0.04 mm on the first 50 parts.' >/dev/null
at 2026-10-14T11:00:00 qa.eng
sx action verify "$sharpen" -m 'Measured 20 parts of the next lot' >/dev/null
at 2026-10-16T09:30:00 plant.head
sx meeting open leadership >/dev/null
oct=leadership-2026-10-16
sx meeting set $oct --attendees plant.head,quality.head,press.lead,paint.lead,maint.lead,qa.eng --unit chakan >/dev/null
new wall decision add 'The noise wall waits for the result of the damped dies' --by plant.head --meeting $oct --review 2027-01-15 \
	--rationale 'Damped dies take 3 dB at the source for a tenth of the price.'
sx action cancel "$noise_wall" -m 'Decided: damped dies first' >/dev/null
new damped action add 'Try damped dies on line 4 for a month' --owner press.lead --due 2026-11-20 --class safety --meeting $oct --unit press-shop
new loto action add 'Renew lock-out training of all setters' --owner maint.lead --due 2026-11-06 --class safety --priority high --unit maintenance --meeting $oct
sx meeting close $oct --summary 'The claim takes the month. Energy and die wear are late; both owners name a new plan in a week.' >/dev/null
at 2026-10-19T10:30:00 quality.head
new audit finding add 'Calibration of two torque wrenches overdue' --type audit_observation --class minor --owner maint.lead --due 2026-11-18 \
	--audit 'IATF surveillance 2026' --requirement 'IATF 16949, 7.1.5.2' --found-by 'TÜV auditor' --unit maintenance \
	--description 'Wrenches M-112 and M-118 were due in August.'
new recall commitment add 'Burr limit of 0.1 mm confirmed on ten lots' --party 'Customer A' --owner qa.eng --due 2026-12-11 --source "$capa" \
	--wording 'Ten consecutive lots below 0.1 mm, with records.' --if-missed 'Inspection at our cost'
at 2026-10-21T15:00:00 maint.eng
sx action block "$counter" --waiting-for 'PLC license from the maker' -m 'The counter needs one more input than the licence has' >/dev/null
at 2026-10-28T17:30:00 maint.eng
sx milestone extend "$ms_controls" 2026-11-27 -m 'One drive failed in the test and is exchanged' >/dev/null
at 2026-10-29T12:00:00 press.lead
sx action progress "$smed" 80 -m '27 minutes on Tuesday, with the new clamps' >/dev/null
sx action extend "$cross" 2026-12-18 -m 'Two of four lines are trained; the claim took the trainers' >/dev/null

# November
readings 2026-11-03T10:10:00 2026-10 69.5 112 54 2.9 -
at 2026-11-04T09:00:00 maint.lead
sx initiative progress press-3-retrofit 65 --spent '2740000 INR' >/dev/null
sx action done "$loto" --outcome 'Fourteen setters trained; two on leave follow on Monday.' >/dev/null
at 2026-11-06T11:30:00 controller
new steel risk add 'Steel price rises by more than 8 %' --owner controller --likelihood 4 --impact 4 --response transfer --category financial \
	--review 2026-12-01 --objective low-cost --value '9500000 INR' --plan 'Price clause with both customers from January.'
new clause action add 'Agree the steel price clause with Customer B' --owner controller --due 2026-12-15 --class strategic --priority high --objective low-cost --source "$steel"
at 2026-11-11T10:20:00 quality.head
new kr keyresult add 'Defects at customers from 140 to 50 ppm' --objective zero-defects --owner quality.head --kpi ppm-customer --baseline 140 --target 50 --due 2027-03-31
new kr2 keyresult add 'Stations with two trained people from 9 to 24' --objective skilled-people --owner plant.head --baseline 9 --target 24 --due 2027-03-31
at 2026-11-12T16:40:00 plant.head
sx keyresult checkin "$kr2" --value 13 --confidence 5 >/dev/null
at 2026-11-16T09:15:00 paint.lead
new booth action add 'Clean the booth floor grids before the winter humidity' --owner paint.lead --due 2026-12-01 --unit paint-shop --kpi paint-rework
at 2026-11-18T14:00:00 qa.eng
sx action start "$incoming" >/dev/null
new gauge issue add 'One burr gauge for two inspection tables' --owner quality.head --due 2026-11-25 --source "$audit" --decision-needed 'Buy a second one for 85 000 INR'
at 2026-11-19T17:30:00 press.lead
sx action note "$dies" -m 'Nine of twelve measured; the last three are in use until Saturday' >/dev/null
at 2026-11-19T18:10:00 it.eng
sx restoretest add 'The backup of Sunday, restored on the spare machine' --result passed --tested 2026-11-19T17:40:00+05:30 \
	--backup-made 2026-11-15T01:00:00+05:30 -m 'each quarter, IT-07' >/dev/null

sx check

# The same ids on every machine: the random part of the n-th is taken from a digest of n.
git fast-export --all --signed-tags=strip >"$work/stream"
git log --reverse --diff-filter=A --name-only --format= | grep -oE '[A-Z]+-[0-9]{4}-[0-9A-Z]{7}' | awk '!seen[$0]++' | python3 -c '
import hashlib, sys
for n, id in enumerate(sys.stdin.read().split()):
    digest = hashlib.sha256(b"plant %d" % n).digest()
    print("s/%s/%s%s/g" % (id, id[:-7], "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte % 32] for byte in digest[:7])))' >"$work/ids"
sed -f "$work/ids" "$work/stream" >"$here/history"
