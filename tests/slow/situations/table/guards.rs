//! Columns that slipped, and rosters of which much is missing: what the guards are for.

use crate::situations::model::{Situation, Verdict, fine, guarded, night, night_of, refused, right, rows, said, situation, start};
use crate::situations::people::{A, B, Phone, crowd, phone, plain, team};

pub fn all() -> Vec<Situation> {
    let mut table = slipped();
    table.extend(given_up());
    table
}

/// Columns that slipped or were sorted without the others.
fn slipped() -> Vec<Situation> {
    let site = crowd(300, 12, A);
    let ipuis = |order: &dyn Fn(usize) -> usize| -> Vec<Phone> {
        (0..site.len()).map(|at| site[at].clone().ipui(&site[order(at)].ipui)).collect()
    };
    let down = ipuis(&|at| (at + 11) % 12);
    let up = ipuis(&|at| (at + 1) % 12);
    let backwards = ipuis(&|at| 11 - at);
    let mut sorted_ipuis: Vec<String> = site.iter().map(|phone| phone.ipui.clone()).collect();
    sorted_ipuis.sort();
    let by_value: Vec<Phone> = site.iter().zip(&sorted_ipuis).map(|(phone, ipui)| phone.clone().ipui(ipui)).collect();
    let numbers: Vec<Phone> = site.iter().enumerate().map(|(at, phone)| phone.clone().extension(&site[11 - at].extension)).collect();
    let half: Vec<Phone> = (0..12).map(|at| site[at].clone().ipui(&site[if at < 3 { at } else { 3 + (at + 1 - 3) % 9 }].ipui)).collect();
    let after_a_start = |people: &[Phone], verdict| [start(site.clone()), night_of(people, verdict)];
    let guarded_night = |people: &[Phone]| {
        let mut night = night_of(people, guarded());
        night.truth.clone_from(&site);
        [start(site.clone()), night]
    };
    let pair = |letters: &str, one: usize, other: usize| {
        let mut people = team(letters);
        let ipui = people[one].ipui.clone();
        people[one].ipui = std::mem::replace(&mut people[other].ipui, ipui);
        people
    };
    vec![
        situation("slipped: the IPUIs by a row down", guarded_night(&down)),
        situation("slipped: the IPUIs by a row up", guarded_night(&up)),
        situation("slipped: the IPUIs by a row up, from the fourth on", guarded_night(&half)),
        situation("slipped: the IPUIs were sorted alone, backwards", guarded_night(&backwards)),
        situation("slipped: the IPUIs were sorted alone", guarded_night(&by_value)),
        situation("slipped: the extensions were sorted alone", guarded_night(&numbers)),
        situation("slipped: the IPUIs, and somebody means it", {
            let [first, second] = after_a_start(&down, fine());
            [first, second.with("--max-reassign 100%")]
        }),
        situation("slipped: the IPUIs, and a number allows it", {
            let [first, second] = after_a_start(&down, fine());
            [first, second.with("--max-reassign 12")]
        }),
        situation("slipped: the IPUIs, and the number is one too small", {
            let [first, second] = guarded_night(&down);
            [first, second.with("--max-reassign 11")]
        }),
        situation("slipped: the IPUIs, and the config allows it", {
            let [first, second] = after_a_start(&down, fine());
            [first, second.config("[policy]\nmax_reassign = \"100%\"\n")]
        }),
        situation("slipped: the IPUIs, and only losses are allowed", {
            let [first, second] = guarded_night(&down);
            [first, second.with("--max-deregister 100%")]
        }),
        situation("slipped: corrected the night after", {
            let [first, second] = guarded_night(&down);
            [first, second, night_of(&site, right())]
        }),
        situation("slipped: two people only, none may", [start("abc"), { let mut night = night_of(&pair("abc", 0, 1), guarded()); night.truth = team("abc"); night.with("--max-reassign 1") }]),
        situation("slipped: two people only, none may, not even two", [start("abc"), { let mut night = night_of(&pair("abc", 0, 1), guarded()); night.truth = team("abc"); night.with("--max-reassign 0") }]),
        situation("slipped: two people only, two may", [start("abc"), night_of(&pair("abc", 0, 1), right()).with("--max-reassign 2")]),
        situation("slipped: a limit that is no number", [start("abc"), night(rows(&["{a}", "{b}", "{c}"]), "abc", Verdict::Usage("max-reassign")).with("--max-reassign many")]),
        situation("slipped: all got new extensions on one day, and somebody means it", {
            let renumbered: Vec<Phone> = site.iter().map(|phone| { let number = format!("7{}", phone.extension); phone.clone().extension(&number) }).collect();
            let [first, second] = after_a_start(&renumbered, fine());
            [first, second.with("--max-reassign 100%")]
        }),
        situation("slipped: all got new extensions on one day", {
            let renumbered: Vec<Phone> = site.iter().map(|phone| { let number = format!("7{}", phone.extension); phone.clone().extension(&number) }).collect();
            guarded_night(&renumbered)
        }),
        situation("all extensions lost the zero in front", {
            let zeros: Vec<Phone> = site.iter().map(|phone| { let number = format!("0{}", phone.extension); phone.clone().extension(&number) }).collect();
            let mut second = night_of(&site, guarded());
            second.truth.clone_from(&zeros);
            [start(zeros), second]
        }),
        situation("slipped: the bases of two sites by six rows", {
            let both: Vec<Phone> = crowd(300, 12, A).into_iter().chain(crowd(400, 12, B)).collect();
            let bases: Vec<Phone> = (0..24).map(|at| both[at].clone().on(&both[(at + 6) % 24].base)).collect();
            let mut second = night_of(&bases, guarded());
            second.truth.clone_from(&both);
            [start(both), second]
        }),
        situation("slipped: the bases of two sites were sorted alone", {
            let both: Vec<Phone> = crowd(300, 12, A).into_iter().chain(crowd(400, 12, B)).collect();
            let bases: Vec<Phone> = (0..24).map(|at| both[at].clone().on(&both[23 - at].base)).collect();
            let mut second = night_of(&bases, guarded());
            second.truth.clone_from(&both);
            [start(both), second]
        }),
    ]
}

/// Half a roster, and accounts that nobody counts.
fn given_up() -> Vec<Situation> {
    let site = crowd(300, 20, A);
    let without = |people: Vec<Phone>| -> Vec<Phone> { people.into_iter().map(|phone| phone.ipui("")).collect() };
    let accounts = without(crowd(300, 20, A));
    let kept = |people: &[Phone], truth: &[Phone], verdict| { let mut night = night_of(people, verdict); night.truth = truth.to_vec(); night };
    let five: Vec<Phone> = site[..15].to_vec();
    let six: Vec<Phone> = site[..14].to_vec();
    vec![
        situation("half a roster", [start(site.clone()), kept(&site[..10], &site, guarded())]),
        situation("half a roster, and the whole one a night later", [start(site.clone()), kept(&site[..10], &site, guarded()), night_of(&site, right())]),
        situation("five people of twenty left", [start(site.clone()), night_of(&five, fine())]),
        situation("six people of twenty left", [start(site.clone()), kept(&six, &site, guarded())]),
        situation("six people of twenty left, and somebody means it", [start(site.clone()), night_of(&six, fine()).with("--max-deregister 30%")]),
        situation("six people of twenty left, and none may", [start(site.clone()), kept(&five, &site, guarded()).with("--max-deregister 0")]),
        situation("accounts without phones: half of them are not in the roster", [
            night_of(&accounts, said(&["missing-ipui"])), kept(&accounts[..10], &accounts, guarded()),
        ]),
        situation("accounts without phones: all but one are not in the roster", [
            night_of(&accounts, said(&["missing-ipui"])), kept(&accounts[..1], &accounts, guarded()),
        ]),
        situation("accounts without phones: five are not in the roster", [
            night_of(&accounts, said(&["missing-ipui"])), night_of(&accounts[..15], fine()),
        ]),
        situation("accounts without phones: many, and somebody means it", [
            night_of(&accounts, said(&["missing-ipui"])), night_of(&accounts[..5], fine()).with("--max-deregister 100%"),
        ]),
        situation("accounts with and without phones: three of each are not in the roster", {
            let mixed: Vec<Phone> = site.iter().enumerate().map(|(at, phone)| if at % 2 == 0 { phone.clone() } else { phone.clone().ipui("") }).collect();
            [night_of(&mixed, said(&["missing-ipui"])), kept(&mixed[..14], &mixed, guarded())]
        }),
        situation("a base is in no row any more", [start("abfg"), night(rows(&["{a}", "{b}"]), "abfg", said(&["base-not-in-roster"]))]),
        situation("a base is in no row any more, and is to be retired", [start("abfg"), night(rows(&["{a}", "{b}"]), "ab", fine()).with("--retire-absent")]),
        situation("a large base is in no row any more, and is to be retired", {
            let both: Vec<Phone> = team("ab").into_iter().chain(crowd(400, 12, B)).collect();
            [start(both.clone()), kept(&team("ab"), &both, guarded()).with("--retire-absent")]
        }),
        situation("a base of accounts without phones is to be retired", {
            let both: Vec<Phone> = team("ab").into_iter().chain(without(crowd(400, 12, B))).collect();
            [night_of(&both, said(&["missing-ipui"])), kept(&team("ab"), &both, guarded()).with("--retire-absent")]
        }),
        situation("a base is retired, and comes back", [
            start("abfg"), night(rows(&["{a}", "{b}"]), "ab", fine()).with("--retire-absent"), night_of(&team("abfg"), right()),
        ]),
        situation("a mistyped base and --retire-absent: nothing may be retired", [
            start("abf"), night(rows(&["{a}", "{b}", "206,{f:p},Fay Sand,{f:i},7C2F806E93"]), "abf", refused("*", "E4")).with("--retire-absent"),
        ]),
        situation("a mistyped base under skip and --retire-absent: nothing may be retired", [
            start("abf"), night(rows(&["{a}", "{b}", "206,{f:p},Fay Sand,{f:i},7C2F806E93"]), "abf", refused("*", "E4")).with("--on-error skip --retire-absent"),
        ]),
        situation("an empty base cell under skip and --retire-absent: nothing may be retired", [
            start("abf"), night(rows(&["{a}", "{b}", "206,{f:p},Fay Sand,{f:i},"]), "abf", refused("*", "E4")).with("--on-error skip --retire-absent"),
        ]),
        situation("an unknown row under skip and --retire-absent: nothing may be retired", [
            start("abf"), night(rows(&["{a}", "{b}", "306,{f:p},Fay Sand,02D91A47C3,"]), vec![phone('a'), phone('b'), phone('f').unsure()], refused("*", "E4")).with("--on-error skip --retire-absent"),
        ]),
        situation("a mistyped base that is valid, and --retire-absent", [
            start("abf"), night(rows(&["{a}", "{b}", "206,{f:p},Fay Sand,{f:i},7C2F806E93D3"]), vec![phone('a'), phone('b'), phone('f').unsure()], refused("*", "E4")).with("--retire-absent"),
        ]),
        situation("the roster is of another site altogether", [
            start(site.clone()), night(plain(&crowd(700, 20, A)), site.clone(), guarded()),
        ]),
        situation("the roster is yesterday's of another site", [start("ab"), night(plain(&team("fg")), "abfg", said(&["base-not-in-roster"]))]),
        situation("a base over-full", [night(plain(&crowd(300, 101, A)), Vec::new(), refused("base-full", ""))]),
        situation("a base becomes over-full", [start(crowd(300, 99, A)), night(plain(&crowd(300, 101, A)), crowd(300, 99, A), refused("base-full", ""))]),
        situation("a base is just full", [start(crowd(300, 100, A))]),
        situation("a full base, one leaves and one comes", [start(crowd(300, 100, A)), night_of(&crowd(301, 100, A), fine())]),
    ]
}
