//! The real program over files in place: what it keeps, what it counts, what it refuses and says.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::{MetadataExt, symlink};

use crate::harness::{
    BASES, Given, Then, all_stamps, device_bytes, given_site, handsets_of, items_of, program,
    stamps,
};
#[cfg(unix)]
use crate::harness::{expect_mode, set_mode};
use dect_roster::settings::shard::Shard;
use dect_roster::store::Directory;
use serde_json::{Value, json};

const A: &str = BASES[0];
const B: &str = BASES[1];
const C: &str = BASES[2];

/// Rows of a base, numbered from 1: extension 201, handset 029E740001 and so on.
fn rows(base: &str, numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers
        .into_iter()
        .map(|number| row(base, number))
        .collect()
}

fn row(base: &str, number: usize) -> String {
    custom(
        base,
        &(200 + number).to_string(),
        number,
        &handset(number),
        "",
    )
}

fn custom(base: &str, extension: &str, number: usize, ipui: &str, position: &str) -> String {
    format!("{extension},Invented-{number},Name {number},{ipui},{base},{position}")
}

fn handset(number: usize) -> String {
    format!("029E{:06X}", 0x74_0000 + number)
}

/// A site that was built from these rows.
fn built(rows: &[String]) -> Given {
    let site = given_site();
    site.roster(rows);
    site.build(&[]).code(0);
    site
}

fn changes(json: &Value) -> Vec<(String, String, u64)> {
    let bases = json["bases"].as_array().unwrap().iter();
    let of_base = |base: &Value| {
        let mac = base["mac"].as_str().unwrap().to_owned();
        let changes = base["changes"].as_array().unwrap().clone();
        changes.into_iter().map(move |change| {
            let kind = change["kind"].as_str().unwrap().to_owned();
            (mac.clone(), kind, change["position"].as_u64().unwrap())
        })
    };
    bases.flat_map(of_base).collect()
}

fn change(mac: &str, kind: &str, position: u64) -> (String, String, u64) {
    (mac.to_owned(), kind.to_owned(), position)
}

/// The statuses of the bases, by their order.
fn statuses(json: &Value) -> Vec<&str> {
    let bases = json["bases"].as_array().unwrap().iter();
    bases.map(|base| base["status"].as_str().unwrap()).collect()
}

/// Plans, builds, sees that both say the same, and returns what they say.
fn carried_out(site: &Given, code: i32, arguments: &[&str]) -> Value {
    let arguments = [arguments, &["--format", "json"]].concat();
    let before = all_stamps(&site.out());
    let plan = site.plan(&arguments).code(code).json();
    assert_eq!(all_stamps(&site.out()), before, "plan has written");
    let built = site.build(&arguments).code(code).json();
    for key in [
        "bases",
        "deregistrations",
        "reassignments",
        "findings",
        "rows",
    ] {
        assert_eq!(plan[key], built[key], "{key}");
    }
    built
}

/// The program has said this, in however many lines.
#[track_caller]
fn assert_says(run: &Then<'_>, said: &str) {
    let all = format!("{}{}", run.stdout, run.stderr);
    let words: Vec<_> = all.split_whitespace().collect();
    assert!(words.join(" ").contains(said), "{said}: {all}");
}

fn has(site: &Given, code: &str, mac: &str) -> bool {
    let file = format!("{mac}.xml");
    site.codes().contains(&(code.to_owned(), file))
}

fn has_code(site: &Given, code: &str) -> bool {
    site.codes().iter().any(|(found, _)| found == code)
}

// What counts as a de-registration.

#[test]
fn a_swap_of_phones_moves_the_accounts_and_no_handset() {
    let site = built(&rows(A, 1..=3));
    let before = handsets_of(&site.out(), A);
    site.roster(&[
        custom(A, "201", 1, &handset(3), ""),
        row(A, 2),
        custom(A, "203", 3, &handset(1), ""),
    ]);
    let run = carried_out(&site, 0, &[]);
    assert_eq!(run["deregistrations"], 0);
    assert_eq!(
        changes(&run),
        [change(A, "update", 1), change(A, "update", 3)]
    );
    assert_eq!(handsets_of(&site.out(), A), before);
    let items = items_of(&site.out(), A);
    assert_eq!(
        items["BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID[0]"],
        "\"203\""
    );
}

#[test]
fn a_replacement_is_one() {
    let site = built(&rows(A, 1..=3));
    site.roster(&[row(A, 3), custom(A, "202", 2, &handset(9), ""), row(A, 1)]);
    let run = carried_out(&site, 0, &[]);
    assert_eq!(run["deregistrations"], 1);
    assert_eq!(changes(&run), [change(A, "replace", 2)]);
    assert_eq!(handsets_of(&site.out(), A)[&2], handset(9));
}

#[test]
fn a_move_within_a_base_is_one() {
    let site = built(&rows(A, 1..=2));
    site.roster(&[row(A, 1), custom(A, "202", 2, &handset(2), "7")]);
    let run = carried_out(&site, 0, &[]);
    assert_eq!(run["deregistrations"], 1);
    assert_eq!(
        changes(&run),
        [change(A, "remove", 2), change(A, "move", 7)]
    );
    let to = &run["bases"][0]["changes"][1];
    assert_eq!(to["from"], json!({"mac": null, "position": 2}));
    assert_eq!(handsets_of(&site.out(), A)[&2], "0000000000");
}

#[test]
fn a_move_between_bases_is_one_and_names_both_sides() {
    let mut all = rows(A, 1..=2);
    all.extend(rows(B, 11..=12));
    let site = built(&all);
    all[1] = row(B, 2);
    site.roster(&all);
    let run = carried_out(&site, 0, &[]);
    assert_eq!(run["deregistrations"], 1);
    assert_eq!(
        changes(&run),
        [change(A, "remove", 2), change(B, "move", 3)]
    );
    let (from, to) = (
        &run["bases"][0]["changes"][0],
        &run["bases"][1]["changes"][0],
    );
    assert_eq!(from["previous_ipui"], handset(2));
    assert_eq!(to["ipui"], handset(2));
    assert_eq!(to["from"], json!({"mac": A, "position": 2}));
}

#[test]
fn a_row_whose_handset_cell_is_emptied_keeps_its_handset() {
    let site = built(&rows(A, 1..=2));
    site.roster(&[row(A, 1), custom(A, "202", 2, "", "")]);
    let run = carried_out(&site, 0, &[]);
    assert_eq!(run["deregistrations"], 0);
    assert_eq!(statuses(&run), ["unchanged"]);
}

#[test]
fn who_loses_the_mailbox_loses_it_at_the_base() {
    let site = given_site();
    let header = "extension,password,display_name,ipui,base_mac,voicemail";
    let roster = |mailbox: &str| {
        let row = format!("201,Invented-1,Name 1,{},{A},{mailbox}", handset(1));
        fs::write(site.root().join("roster.csv"), format!("{header}\n{row}\n")).unwrap();
        carried_out(&site, 0, &[])
    };
    let mailbox = || {
        let items = items_of(&site.out(), A);
        let item = |name: &str| items[&format!("BS_VOIP_Data.astVoipAccounts[0].{name}")].clone();
        [
            item("aucS_VOIP_NET_AM_NUMBER_1"),
            item("ucB_VOIP_NET_AM_ENABLED_1"),
        ]
    };
    roster("*2");
    assert_eq!(mailbox(), ["\"*2\"", "1"]);
    let run = roster("");
    assert_eq!(mailbox(), ["\"\"", "0"]);
    let change = &run["bases"][0]["changes"][0];
    assert_eq!(change["fields"], json!(["voicemail"]));
    assert_eq!(statuses(&roster("")), ["unchanged"]);
}

// The guard.

#[test]
fn half_of_a_base_missing_is_refused_and_nothing_written() {
    let site = built(&rows(A, 1..=100));
    fs::remove_file(site.out().join("report.csv")).unwrap();
    site.roster(&rows(A, 51..=100));
    let before = all_stamps(&site.out());
    for arguments in [
        &[][..],
        &["--max-deregister", "49"],
        &["--max-deregister", "10%"],
        &["--max-deregister", "49%"],
    ] {
        let run = site.build(arguments).code(3);
        assert!(
            run.stdout.contains(A) && run.stdout.contains("50 of 100 handsets"),
            "{}",
            run.stdout
        );
        assert!(run.stderr.contains("--max-deregister 50"), "{}", run.stderr);
        assert_eq!(all_stamps(&site.out()), before);
        assert_eq!(
            statuses(
                &site
                    .plan(&[arguments, &["--format", "json"]].concat())
                    .code(3)
                    .json()
            ),
            ["held"]
        );
    }
    assert_eq!(all_stamps(&site.out()), before);
    let run = carried_out(&site, 0, &["--max-deregister", "50"]);
    assert_eq!(run["deregistrations"], 50);
    assert_eq!(run["bases"][0]["used"], 50);
}

#[test]
fn a_share_that_is_just_enough_is_enough() {
    let site = built(&rows(A, 1..=100));
    site.roster(&rows(A, 51..=100));
    site.build(&["--max-deregister", "50%"]).code(0);
}

#[test]
fn the_default_allows_a_tenth_and_never_fewer_than_five() {
    for (all, gone, code) in [(100, 10, 0), (100, 11, 3), (20, 5, 0), (20, 6, 3)] {
        let site = built(&rows(A, 1..=all));
        site.roster(&rows(A, 1 + gone..=all));
        site.build(&[]).code(code);
    }
}

#[test]
fn handsets_of_other_bases_make_no_room_for_emptying_one() {
    let mut all = rows(A, 1..=100);
    all.extend(rows(B, 101..=106));
    let site = built(&all);
    all.truncate(100);
    all.push(row(B, 200));
    site.roster(&all);
    site.build(&[]).code(3);
}

#[test]
fn accounts_without_a_handset_count_too() {
    // Whatever was paired by hand at their positions goes with the account, and no file names it.
    let without = |number: usize| custom(A, &(200 + number).to_string(), number, "", "");
    let all: Vec<_> = (1..=60).map(without).collect();
    let site = built(&all);
    site.roster(&all[6..]);
    assert_eq!(carried_out(&site, 0, &[])["deregistrations"], 0);
    site.roster(&all[13..]);
    let before = all_stamps(&site.out());
    let run = site.build(&[]).code(3);
    for said in [
        "7 accounts without an IPUI would lose their positions; 5 are allowed",
        "--max-deregister 7",
    ] {
        assert_says(&run, said);
    }
    assert_eq!(all_stamps(&site.out()), before);
    let run = carried_out(&site, 0, &["--max-deregister", "7"]);
    assert_eq!(run["deregistrations"], 0);
    // Handsets and accounts count together, of all positions in use.
    let mut all = rows(A, 1..=3);
    all.extend((11..=13).map(without));
    let site = built(&all);
    site.roster(&[all[0].clone()]);
    let run = site.build(&["--max-deregister", "4"]).code(3);
    let said = "2 handsets would be de-registered, and 3 accounts without an IPUI would lose their";
    assert_says(&run, said);
    site.build(&["--max-deregister", "83%"]).code(3);
    site.build(&["--max-deregister", "84%"]).code(0);
}

#[test]
fn a_slipped_column_is_refused() {
    let slipped = |all: usize| -> Vec<String> {
        let next = |number| handset(number % all + 1);
        let row = |number: usize| custom(A, &(200 + number).to_string(), number, &next(number), "");
        (1..=all).map(row).collect()
    };
    for (all, code) in [(5, 0), (6, 3), (60, 3)] {
        let site = built(&rows(A, 1..=all));
        site.roster(&slipped(all));
        let before = handsets_of(&site.out(), A);
        let run = site.build(&[]).code(code);
        if code == 3 {
            for said in [
                format!("{A}.xml would give {all} handsets another extension"),
                format!(
                    "{all} handsets would get another extension; {} are allowed",
                    (all / 10).max(5)
                ),
                format!("run again with --max-reassign {all}"),
            ] {
                assert_says(&run, &said);
            }
            let run = carried_out(&site, 0, &["--max-reassign", &all.to_string()]);
            assert_eq!(run["reassignments"], all);
            assert_eq!(run["deregistrations"], 0);
        }
        assert_eq!(handsets_of(&site.out(), A), before);
    }
}

#[test]
fn two_users_who_swap_phones_are_two_reassignments() {
    let site = built(&rows(A, 1..=3));
    site.roster(&[
        custom(A, "201", 1, &handset(3), ""),
        row(A, 2),
        custom(A, "203", 3, &handset(1), ""),
    ]);
    site.build(&["--max-reassign", "1"]).code(3);
    fs::write(
        site.root().join("dect-roster.toml"),
        "[policy]\nmax_reassign = 1\n",
    )
    .unwrap();
    site.build(&[]).code(3);
    let run = carried_out(&site, 0, &["--max-reassign", "2"]);
    assert_eq!(run["reassignments"], 2);
    // Each guard is by itself, and a run that both refuse says so once.
    site.roster(&[custom(A, "203", 3, &handset(3), "")]);
    let run = site
        .build(&["--max-reassign", "0", "--max-deregister", "1"])
        .code(3);
    let cure = "run again with --max-deregister 2 --max-reassign 1";
    assert_says(&run, cure);
}

// Files that nobody can build upon.

#[test]
fn a_file_that_does_not_say_who_is_where_is_left_alone() {
    let item = |id: &str, value: &str| format!("<SYMB_ITEM ID=\"{id}\" value='{value}'/>");
    let code = |index: usize, number: usize| {
        let id = format!("BS_Accounts.astAccounts[{index}].aucHandsetCode[0]");
        item(&id, &device_bytes(&handset(number)))
    };
    let user = |number: &str| {
        item(
            "BS_VOIP_Data.astVoipAccounts[4].aucS_SIP_USER_ID[0]",
            &format!("\"{number}\""),
        )
    };
    let everybody = item("BS_Accounts.astAccounts[%].aucHandsetCode[0]", "0,0,0,0,0");
    for (content, why) in [
        (
            "<html><body>login</body></html>".to_owned(),
            Some("it is no provisioning file"),
        ),
        (
            format!("<a>{}{}</a>", code(4, 1), code(7, 1)),
            Some("SIP accounts 5 and 8"),
        ),
        (
            format!("<a>{}{}</a>", code(4, 1), code(4, 2)),
            Some("SIP account 5 two different"),
        ),
        (
            format!("<a>{}{}</a>", user("201"), user("202")),
            Some("SIP account 5 two different"),
        ),
        // All at once and then one is how such files are made; the same twice is no harm.
        (
            format!("<a>{everybody}{}{}</a>", code(4, 1), code(4, 1)),
            None,
        ),
    ] {
        let site = given_site();
        fs::write(site.base_file(A), &content).unwrap();
        site.roster(&rows(A, 1..=2));
        let run = carried_out(&site, i32::from(why.is_some()), &[]);
        assert_eq!(
            statuses(&run),
            [why.map_or("written", |_| "held")],
            "{content}"
        );
        if let Some(why) = why {
            let report = fs::read_to_string(site.out().join("report.csv")).unwrap();
            assert!(report.contains(why), "{report}");
            assert_eq!(fs::read_to_string(site.base_file(A)).unwrap(), content);
        }
    }
}

// Bases that the roster does not name.

#[test]
fn a_base_that_no_row_names_is_left_alone_until_it_is_retired() {
    let mut all = rows(A, 1..=2);
    all.extend(rows(B, 11..=12));
    let site = built(&all);
    all.truncate(2);
    site.roster(&all);
    let before = stamps(&site.out());
    let run = carried_out(&site, 0, &[]);
    assert_eq!(statuses(&run), ["unchanged", "untouched"]);
    assert!(has(&site, "base-not-in-roster", B));
    assert_eq!(stamps(&site.out()), before);
    site.build(&["--retire-absent", "--max-deregister", "1"])
        .code(3);
    assert_eq!(stamps(&site.out()), before);
    let run = carried_out(&site, 0, &["--retire-absent"]);
    assert_eq!(statuses(&run), ["unchanged", "written"]);
    assert_eq!(run["deregistrations"], 2);
    assert!(!has_code(&site, "base-not-in-roster"));
    let retired = items_of(&site.out(), B);
    for index in 0..2 {
        let account =
            |name: &str| &retired[&format!("BS_VOIP_Data.astVoipAccounts[{index}].{name}")];
        assert_eq!(account("ucB_SIP_ACCOUNT_IS_ACTIVE_1"), "0");
        assert_eq!(account("aucS_SIP_PASSWORD[0]"), "\"\"");
    }
    assert!(
        handsets_of(&site.out(), B)
            .values()
            .all(|ipui| ipui == "0000000000")
    );
    // Retired it is done with: not one word of it in the next runs, with or without the flag.
    let before = stamps(&site.out());
    site.build(&["--retire-absent"]).code(0);
    site.build(&[]).code(0);
    assert!(!has_code(&site, "base-not-in-roster"));
    assert_eq!(stamps(&site.out()), before);
}

#[test]
fn a_handset_that_another_base_keeps_is_reported() {
    // A base outside the roster.
    let site = built(&rows(B, 1..=2));
    site.roster(&[row(A, 1), row(A, 7)]);
    let run = carried_out(&site, 0, &[]);
    assert_eq!(statuses(&run), ["written", "untouched"]);
    assert_eq!(run["deregistrations"], 0);
    assert_eq!(
        site.codes()
            .iter()
            .filter(|(code, _)| code == "handset-on-other-base")
            .count(),
        1
    );
    // Retired with the same run, it keeps nothing.
    site.build(&["--retire-absent"]).code(0);
    assert!(!has_code(&site, "handset-on-other-base"));

    // A base that is held.
    let mut all = rows(A, 1..=1);
    all.extend(rows(B, 11..=12));
    let site = built(&all);
    all[1] = row(A, 11);
    all[2] = row(B, 12).replace("Invented-12", "");
    site.roster(&all);
    let run = carried_out(&site, 1, &[]);
    assert_eq!(statuses(&run), ["written", "held"]);
    assert!(has_code(&site, "handset-on-other-base"));
}

#[test]
fn a_handset_that_two_other_bases_keep_is_reported_for_each() {
    let mut all = rows(B, 1..=1);
    all.extend(rows(C, 2..=2));
    let site = built(&all);
    let text = fs::read_to_string(site.base_file(C)).unwrap();
    let [first, second] =
        [1, 2].map(|number| device_bytes(row(B, number).split(',').nth(3).unwrap()));
    fs::write(site.base_file(C), text.replace(&second, &first)).unwrap();
    site.roster(&[row(A, 1)]);
    site.build(&[]).code(0);
    let codes = site.codes().into_iter();
    let found = codes.filter(|(code, _)| code == "handset-on-other-base");
    assert_eq!(found.count(), 2);
}

#[test]
fn a_handset_that_stays_for_a_rejected_row_is_reported_on_its_new_base() {
    let mut all = rows(A, 1..=1);
    all.extend(rows(B, 11..=12));
    let site = built(&all);
    all[1] = custom(B, "211", 11, "029E74", "");
    all.push(custom(A, "299", 99, &handset(11), ""));
    site.roster(&all);
    let run = carried_out(&site, 1, &["--on-error", "skip"]);
    assert_eq!(run["deregistrations"], 0);
    assert!(has_code(&site, "handset-on-other-base"));
}

// Rejected rows.

/// Ways in which a row can be unreadable: MAC, IPUI, extension.
fn spoilt(base: &str, number: usize, mac: bool, ipui: bool, extension: bool) -> String {
    let handset = if ipui {
        "029E74".to_owned()
    } else {
        handset(number)
    };
    let extension = if extension {
        String::new()
    } else {
        (200 + number).to_string()
    };
    let base = if mac { &base[..11] } else { base };
    custom(base, &extension, number, &handset, "")
}

#[test]
fn no_error_in_a_row_takes_its_handset_off() {
    for policy in ["hold", "skip"] {
        for spoils in 1..8_u8 {
            let [mac, ipui, extension] = [1, 2, 4].map(|bit| spoils & bit != 0);
            let mut all = rows(A, 1..=3);
            all.extend(rows(B, 11..=12));
            let site = built(&all);
            let before = stamps(&site.out());
            all[1] = spoilt(A, 2, mac, ipui, extension);
            site.roster(&all);
            let run = carried_out(&site, 1, &["--on-error", policy]);
            assert_eq!(run["deregistrations"], 0, "{policy} {spoils}");
            assert_eq!(stamps(&site.out()), before, "{policy} {spoils}");
        }
    }
}

#[test]
fn a_held_base_keeps_its_file_and_the_others_go_on() {
    let mut all = rows(A, 1..=3);
    all.extend(rows(B, 11..=12));
    let site = built(&all);
    let before = stamps(&site.out());
    all[1] = spoilt(A, 2, true, true, false);
    all[2] = all[2].replace("Name", "New name");
    all[4] = all[4].replace("Name", "New name");
    site.roster(&all);
    let run = carried_out(&site, 1, &[]);
    assert_eq!(statuses(&run), ["held", "written"]);
    assert!(has(&site, "base-held", A) && !has(&site, "base-held", B));
    let after = stamps(&site.out());
    assert_eq!(after[&format!("{A}.xml")], before[&format!("{A}.xml")]);
    // Corrected, it is written.
    all[1] = row(A, 2);
    site.roster(&all);
    assert_eq!(
        statuses(&carried_out(&site, 0, &[])),
        ["written", "unchanged"]
    );
    assert!(!has_code(&site, "base-held"));
}

#[test]
fn skip_writes_the_base_and_leaves_the_row_s_account_to_the_letter() {
    for (mac, ipui, extension) in [
        (false, true, false),
        (true, false, false),
        (false, false, true),
    ] {
        let mut all = rows(A, 1..=3);
        let site = built(&all);
        let before = items_of(&site.out(), A);
        all[1] = spoilt(A, 2, mac, ipui, extension).replace("Invented-2", "Another-2");
        all[2] = all[2].replace("Name", "New name");
        site.roster(&all);
        let run = carried_out(&site, 1, &["--on-error", "skip"]);
        assert_eq!(statuses(&run), ["written"]);
        assert_eq!(changes(&run), [change(A, "update", 3)]);
        let mut after = items_of(&site.out(), A);
        let name = "BS_VOIP_Data.astVoipAccounts[2].aucS_SIP_DISPLAYNAME[0]";
        assert_eq!(
            after.insert(name.into(), before[name].clone()).unwrap(),
            "\"New name 3\""
        );
        assert_eq!(after, before);
    }
}

#[test]
fn skip_holds_a_base_whose_handsets_a_row_leaves_open() {
    // The row's extension is new and its handset unreadable: it may be about handset 2.
    let site = built(&rows(A, 1..=2));
    let before = stamps(&site.out());
    site.roster(&[row(A, 1), custom(A, "299", 2, "029E74", "")]);
    assert_eq!(
        statuses(&carried_out(&site, 1, &["--on-error", "skip"])),
        ["held"]
    );
    assert_eq!(stamps(&site.out()), before);
    // Two users swap phones, and one of the cells is wrong.
    site.roster(&[
        custom(A, "201", 1, "029E74", ""),
        custom(A, "202", 2, &handset(1), ""),
    ]);
    assert_eq!(
        statuses(&carried_out(&site, 1, &["--on-error", "skip"])),
        ["held"]
    );
    site.roster(&[
        custom(A, "201", 1, &handset(2), "").replace("Invented-1", ""),
        custom(A, "202", 2, &handset(1), ""),
    ]);
    assert_eq!(
        statuses(&carried_out(&site, 1, &["--on-error", "skip"])),
        ["held"]
    );
    assert_eq!(stamps(&site.out()), before);
    assert!(has(&site, "base-held", A));
    // Nor is it known whose row has an extension and a handset that are in no file: a new one, or
    // number 2 with another extension and a phone in place of the old one.
    let new = custom(A, "299", 9, &handset(9), "").replace("Invented-9", "");
    site.roster(&[row(A, 1), new]);
    assert_eq!(
        statuses(&carried_out(&site, 1, &["--on-error", "skip"])),
        ["held"]
    );
    assert_eq!(stamps(&site.out()), before);
    // With the extension of number 1, it is a replacement, and number 2 may go.
    site.roster(&[
        custom(A, "201", 9, &handset(9), "").replace("Invented-9", ""),
        row(A, 3),
    ]);
    let run = carried_out(&site, 1, &["--on-error", "skip"]);
    assert_eq!(changes(&run), [change(A, "replace", 2)]);
}

#[test]
fn abort_writes_nothing() {
    let mut all = rows(A, 1..=2);
    all.extend(rows(B, 11..=12));
    let site = built(&all);
    let before = all_stamps(&site.out());
    all[1] = spoilt(A, 2, false, true, false);
    all[3] = all[3].replace("Name", "New name");
    site.roster(&all);
    site.build(&["--on-error", "abort"]).code(1);
    assert_eq!(all_stamps(&site.out()), before);
}

#[test]
fn rows_and_what_must_stay_may_not_fit() {
    let site = built(&rows(A, 1..=100));
    let mut all = rows(A, 2..=100);
    let code = |all: &[String]| {
        site.roster(all);
        let run = carried_out(&site, 1, &["--on-error", "skip"]);
        (
            statuses(&run)[0].to_owned(),
            has(&site, "no-position-left", A),
        )
    };
    // Row 1 has moved to another base, where it is rejected; its handset must stay here.
    all.push(row(B, 1).replace("Invented-1", ""));
    assert_eq!(code(&all), ("unchanged".to_owned(), false));
    all.push(row(A, 101));
    assert_eq!(code(&all), ("held".to_owned(), true));
}

// Files that are no files of ours.

#[test]
fn a_file_that_cannot_be_read_holds_its_base() {
    for content in [
        "",
        "hello",
        "<a><b/>",
        "<a><SYMB_ITEM ID='BS_Accounts.astAccounts[0].aucHandsetCode[0]' value='1,2'/></a>",
    ] {
        let site = built(&rows(B, 11..=12));
        fs::write(site.base_file(A), content).unwrap();
        let mut all = rows(A, 1..=2);
        all.extend(rows(B, 11..=13));
        site.roster(&all);
        let before = stamps(&site.out());
        let run = carried_out(&site, 1, &[]);
        assert_eq!(statuses(&run), ["held", "written"]);
        assert!(has(&site, "unreadable-file-in-place", A));
        assert_eq!(
            stamps(&site.out())[&format!("{A}.xml")],
            before[&format!("{A}.xml")]
        );
    }
    // A file that says nothing can be read.
    let site = given_site();
    fs::write(site.base_file(A), "<ProviderFrame/>").unwrap();
    site.roster(&rows(A, 1..=1));
    site.build(&[]).code(0);
    assert!(!has_code(&site, "unreadable-file-in-place"));
}

#[test]
fn a_file_for_another_base_holds_its_base() {
    let site = given_site();
    let file = |mac: &str| {
        format!(
            "<ProviderFrame><Provider><MAC_ADDRESS value=\"{mac}\"/></Provider></ProviderFrame>"
        )
    };
    fs::write(site.base_file(A), file(B)).unwrap();
    let mut all = rows(A, 1..=2);
    all.extend(rows(B, 11..=12));
    site.roster(&all);
    let before = stamps(&site.out());
    assert_eq!(statuses(&carried_out(&site, 1, &[])), ["held", "written"]);
    assert!(has(&site, "mac-mismatch-in-place", A));
    assert_eq!(
        stamps(&site.out())[&format!("{A}.xml")],
        before[&format!("{A}.xml")]
    );
    // Another spelling is no other base.
    fs::write(site.base_file(A), file("7c:2f:80:12:34:56")).unwrap();
    site.build(&[]).code(0);
    assert!(!has_code(&site, "mac-mismatch-in-place"));
}

#[cfg(unix)]
#[test]
fn a_file_in_lower_case_holds_its_base() {
    let site = built(&rows(A, 1..=2));
    let lower = site.out().join(format!("{}.xml", A.to_lowercase()));
    fs::rename(site.base_file(A), &lower).unwrap();
    site.roster(&rows(A, 1..=3));
    let before = stamps(&site.out());
    assert_eq!(statuses(&carried_out(&site, 1, &[])), ["held"]);
    assert!(has(&site, "unreadable-file-in-place", A));
    assert_eq!(stamps(&site.out()), before);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_holds_its_base_and_is_not_followed() {
    let site = built(&rows(A, 1..=2));
    let outside = site.root().join("outside.xml");
    fs::rename(site.base_file(A), &outside).unwrap();
    symlink(&outside, site.base_file(A)).unwrap();
    let before = fs::read(&outside).unwrap();
    let mut all = rows(A, 1..=3);
    all.extend(rows(B, 11..=12));
    site.roster(&all);
    assert_eq!(statuses(&carried_out(&site, 1, &[])), ["held", "written"]);
    assert!(has(&site, "unreadable-file-in-place", A));
    assert!(site.base_file(A).is_symlink());
    assert_eq!(fs::read(&outside).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_report_s_place_is_replaced_and_not_followed() {
    let site = given_site();
    let outside = site.root().join("outside.csv");
    fs::write(&outside, "mine").unwrap();
    symlink(&outside, site.out().join("report.csv")).unwrap();
    site.roster(&rows(A, 1..=1));
    site.build(&[]).code(0);
    let metadata = fs::symlink_metadata(site.out().join("report.csv")).unwrap();
    assert!(metadata.is_file());
    // Not the mode of a link.
    expect_mode(&site.out().join("report.csv"), 0o640);
    assert_eq!(fs::read_to_string(&outside).unwrap(), "mine");
}

/// A file that somebody wrote by hand: Latin-1, odd quoting and order, gaps, items of their own.
fn by_hand() -> Vec<u8> {
    let text = "<?xml version='1.0' encoding='iso-8859-1' ?>\r\n\
        <!-- Empfang, siehe Liste -->\r\n\
        <ProviderFrame><Provider>\r\n\
        <MAC_ADDRESS  value = '7c2f80123456' ></MAC_ADDRESS>\r\n\
        <VERSION value=\"0101200800\"/>\r\n\
        <SYMB_ITEM value='0x1' class='symb_item' ID='BS_VOIP_Data.astVoipAccounts[%].ucB_SIP_ACCOUNT_IS_ACTIVE_1'/>\r\n\
        <SYMB_ITEM class=\"symb_item\" value='0x0' ID='BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex'></SYMB_ITEM>\r\n\
        <SYMB_ITEM value=' 0x2, 0x9e ,0x74,0x0,0x02' ID=\"BS_Accounts.astAccounts[6].aucHandsetCode[0]\"/>\r\n\
        <SYMB_ITEM value='0x02,0x9E,0x74,0x00,0x01' ID=\"BS_Accounts.astAccounts[41].aucHandsetCode\"/>\r\n\
        <SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[6].aucS_SIP_USER_ID[0]' value=\"&quot;202&quot;\"/>\r\n\
        <SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[41].aucS_SIP_USER_ID[0]' value='\"201\"'/>\r\n\
        <SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[41].aucS_SIP_DISPLAYNAME[0]' value='\"J@rgen &#x141;\"'/>\r\n\
        <SYMB_ITEM ID='BS_Network.aucHostname[0]' value='\"empfang\"'/>\r\n\
        <SYMB_ITEM ID='BS_AE_SwConfig.ucCountryCodeTone' value='1'/>\r\n\
        </Provider></ProviderFrame>\r\n";
    text.chars()
        .map(|c| {
            if c == '@' {
                0xFC
            } else {
                u8::try_from(c).unwrap()
            }
        })
        .collect()
}

#[test]
fn a_file_made_by_hand_is_honoured_and_its_items_stay() {
    let site = given_site();
    fs::write(site.base_file(A), by_hand()).unwrap();
    site.roster(&[row(A, 3), row(A, 1), row(A, 2)]);
    let before = stamps(&site.out());
    let plan = site.plan(&["--format", "json"]).code(0);
    assert_eq!(stamps(&site.out()), before);
    let run = site.build(&["--format", "json"]).code(0).json();
    assert_eq!(run["bases"], plan.json()["bases"]);
    assert_eq!(run["deregistrations"], 0);
    // It would switch on the positions that nobody has.
    let report = fs::read_to_string(site.out().join("report.csv")).unwrap();
    let of_all = "BS_VOIP_Data.astVoipAccounts[%].ucB_SIP_ACCOUNT_IS_ACTIVE_1";
    assert!(
        report.contains(&format!("of the present file: {of_all},")),
        "{report}"
    );
    let items = items_of(&site.out(), A);
    assert!(!items.contains_key(of_all));
    assert_eq!(
        items["BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex"],
        "0x0"
    );
    assert_eq!(items["BS_Network.aucHostname[0]"], "\"empfang\"");
    assert_eq!(items["BS_AE_SwConfig.ucCountryCodeTone"], "1");
    // A base may look only at files that are newer than the last.
    assert_eq!(items["VERSION"], "2411251600");
    let handsets = handsets_of(&site.out(), A);
    assert_eq!(handsets[&7], handset(2));
    assert_eq!(handsets[&42], handset(1));
    assert_eq!(handsets[&1], handset(3));
    assert_eq!(handsets.len(), 3);
    let written = stamps(&site.out());
    site.build(&[]).code(0);
    assert_eq!(stamps(&site.out()), written);
}

#[test]
fn items_that_would_be_lost_are_named_and_counted() {
    let site = given_site();
    fs::write(
        site.root().join("dect-roster.toml"),
        "[policy]\nother_items = \"drop\"\n",
    )
    .unwrap();
    fs::write(site.base_file(A), by_hand()).unwrap();
    let items = [0, 1, 2, 3, 4, 5, 6, 7].map(|n| format!("<SYMB_ITEM ID='Odd.n{n}' value='1'/>"));
    let items = items.concat();
    fs::write(
        site.base_file(B),
        format!("<ProviderFrame>{items}</ProviderFrame>"),
    )
    .unwrap();
    site.roster(&[row(A, 1), row(A, 2), row(B, 3)]);
    site.plan(&["--report", "plan.csv"]).code(0);
    let told = fs::read_to_string(site.root().join("plan.csv")).unwrap();
    for said in [
        "present file: VERSION, BS_VOIP_Data.astVoipAccounts[%].ucB_SIP_ACCOUNT_IS_ACTIVE_1, \
         BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex, BS_Network.aucHostname[0], \
         BS_AE_SwConfig.ucCountryCodeTone\"",
        "present file: Odd.n0, Odd.n1, Odd.n2, Odd.n3, Odd.n4 and 3 more\"",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    site.build(&[]).code(0);
    assert!(has(&site, "items-not-in-template", A));
    // What is lost is lost: the next run has nothing to say.
    site.build(&[]).code(0);
    assert!(!has_code(&site, "items-not-in-template"));
}

#[test]
fn a_template_that_says_something_else_holds_its_base() {
    let site = given_site();
    let shown = program()
        .args(["template", "show", "n720"])
        .output()
        .unwrap();
    let own = String::from_utf8(shown.stdout).unwrap();
    let template = site.root().join("own.xml");
    site.roster(&rows(A, 1..=2));
    fs::write(&template, own.replace("handset.password", "handset.login")).unwrap();
    let run = carried_out(&site, 1, &["--template", "own.xml"]);
    assert_eq!(statuses(&run), ["held"]);
    assert!(has(&site, "template-mismatch", A));
    assert!(!site.base_file(A).exists());
    // Leaving out what decides nothing is a template's right.
    fs::write(
        &template,
        own.replace("aucS_SIP_ACCOUNT_NAME_1[0]", "Unknown"),
    )
    .unwrap();
    site.build(&["--template", "own.xml"]).code(0);
    assert!(!has_code(&site, "template-mismatch"));
}

// What stays as it is.

/// A year in seconds, and the minute that `SOURCE_DATE_EPOCH` of the tests is in.
const YEAR: u64 = 365 * 24 * 3600;
const NOW: u64 = 1_764_000_000;

const START: &str = "BS_AE_Subscriber.acIPUIRegistrationTimestamp[0]";

fn build_at(site: &Given, seconds: u64, arguments: &[&str]) {
    let mut command = site.command("build", arguments);
    command.env("SOURCE_DATE_EPOCH", seconds.to_string());
    site.then(&command.output().unwrap()).code(0);
}

#[test]
fn a_year_later_a_shuffled_roster_writes_nothing() {
    let mut all = rows(A, 1..=30);
    all.extend(rows(B, 101..=130));
    let site = given_site();
    site.roster(&all);
    let window = [
        "--window-start",
        "now",
        "--window-duration",
        "14d",
        "--pin",
        "0000",
    ];
    build_at(&site, NOW, &window);
    assert_eq!(items_of(&site.out(), A)[START], "\"2411251600\"");
    let before = all_stamps(&site.out());
    all.reverse();
    all.rotate_left(7);
    site.roster(&all);
    build_at(&site, NOW + YEAR, &window);
    assert_eq!(all_stamps(&site.out()), before);
}

#[test]
fn a_window_opens_again_only_for_a_new_handset() {
    let site = given_site();
    let mut all = rows(A, 1..=2);
    let window = ["--window-start", "now", "--window-duration", "14d"];
    site.roster(&all);
    build_at(&site, NOW, &window);
    let start = || items_of(&site.out(), A)[START].clone();
    assert_eq!(start(), "\"2411251600\"");
    all[0] = all[0].replace("Name", "New name");
    site.roster(&all);
    build_at(&site, NOW + YEAR, &window);
    assert_eq!(start(), "\"2411251600\"");
    all.push(row(A, 3));
    site.roster(&all);
    build_at(&site, NOW + YEAR, &window);
    assert_eq!(start(), "\"2411261600\"");
    // Nobody who could register, no window.
    let without = all
        .iter()
        .enumerate()
        .map(|(index, _)| custom(C, &format!("30{index}"), 50 + index, "", ""));
    site.roster(&without.collect::<Vec<_>>());
    build_at(&site, NOW, &window);
    assert!(!items_of(&site.out(), C).contains_key(START));
}

#[test]
fn the_version_of_a_template_changes_only_with_the_rest() {
    let site = given_site();
    let shown = program()
        .args(["template", "show", "n720"])
        .output()
        .unwrap();
    let own = String::from_utf8(shown.stdout).unwrap();
    let own = own.replacen(
        "<PROFILE_NAME",
        "<VERSION value=\"{{ version }}\"/>\n    <PROFILE_NAME",
        1,
    );
    fs::write(site.root().join("own.xml"), own).unwrap();
    let mut all = rows(A, 1..=2);
    let template = [
        "--template",
        "own.xml",
        "--window-start",
        "2030-01-15T08:00",
        "--window-duration",
        "1h",
    ];
    let version = || items_of(&site.out(), A)["VERSION"].clone();
    site.roster(&all);
    build_at(&site, NOW, &template);
    assert_eq!(version(), "2411251600");
    let before = all_stamps(&site.out());
    build_at(&site, NOW + YEAR, &template);
    assert_eq!(all_stamps(&site.out()), before);
    all[0] = all[0].replace("Name", "New name");
    site.roster(&all);
    build_at(&site, NOW + YEAR, &template);
    assert_eq!(version(), "2411261600");
}

#[cfg(unix)]
#[test]
fn a_file_in_place_keeps_its_mode_and_owner() {
    let site = built(&rows(A, 1..=2));
    expect_mode(&site.base_file(A), 0o640);
    set_mode(&site.base_file(A), 0o604);
    // Only root may give a file away; others see the mode alone.
    let given = std::os::unix::fs::chown(site.base_file(A), Some(12345), Some(54321)).is_ok();
    site.roster(&rows(A, 1..=3));
    let before = fs::metadata(site.base_file(A)).unwrap();
    site.build(&[]).code(0);
    let after = fs::metadata(site.base_file(A)).unwrap();
    assert_ne!(after.ino(), before.ino());
    expect_mode(&site.base_file(A), 0o604);
    assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
    assert_eq!(given, after.uid() == 12345);
}

#[test]
fn a_second_run_at_the_same_time_is_turned_away() {
    let site = built(&rows(A, 1..=2));
    site.roster(&rows(A, 1..=3));
    let before = all_stamps(&site.out());
    let other = Directory::open(&site.out(), Shard::WHOLE).unwrap();
    let run = site.build(&[]).code(2);
    assert!(
        run.stderr.contains("another run is writing into out"),
        "{}",
        run.stderr
    );
    site.plan(&[]).code(0);
    drop(other);
    assert_eq!(all_stamps(&site.out()), before);
    site.build(&[]).code(0);
}

#[test]
fn plan_makes_no_directory() {
    let site = given_site();
    fs::remove_dir(site.out()).unwrap();
    site.roster(&rows(A, 1..=2));
    site.plan(&[]).code(0);
    assert!(!site.out().exists());
}

// What is printed.

/// A site and a roster with a change of every kind.
fn every_change() -> Given {
    let mut all = rows(A, 1..=5);
    all.extend(rows(B, 11..=12));
    let site = built(&all);
    site.roster(&[
        row(A, 1)
            .replace("Invented-1", "Another-1")
            .replace("Name", "New name"),
        custom(A, "202", 2, &handset(22), ""),
        custom(A, "203", 3, &handset(3), "9"),
        row(B, 5),
        row(B, 11),
        row(B, 12),
        custom(B, "299", 99, "", ""),
    ]);
    site
}

#[test]
fn every_kind_of_change_as_json() {
    let site = every_change();
    let run = carried_out(&site, 0, &[]);
    let bases = run["bases"].as_array().unwrap().iter();
    let lines = bases.flat_map(|base| {
        let mut base = base.clone();
        let changes = base["changes"].take();
        let changes = changes.as_array().unwrap().iter().map(Value::to_string);
        [base.to_string()]
            .into_iter()
            .chain(changes.collect::<Vec<_>>())
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
    {"capacity":100,"changes":null,"file":"out/7C2F80123456.xml","mac":"7C2F80123456","status":"written","used":3}
    {"extension":"201","fields":["password","display_name"],"ipui":"029E740001","kind":"update","position":1,"previous_ipui":null}
    {"extension":"202","fields":["ipui"],"ipui":"029E740016","kind":"replace","position":2,"previous_ipui":"029E740002"}
    {"extension":"203","fields":["extension","password","display_name","ipui","login","provider","account_name"],"ipui":null,"kind":"remove","position":3,"previous_ipui":"029E740003"}
    {"extension":"204","fields":["extension","password","display_name","ipui","login","provider","account_name"],"ipui":null,"kind":"remove","position":4,"previous_ipui":"029E740004"}
    {"extension":"205","fields":["extension","password","display_name","ipui","login","provider","account_name"],"ipui":null,"kind":"remove","position":5,"previous_ipui":"029E740005"}
    {"extension":"203","fields":["extension","password","display_name","ipui","login","provider","account_name"],"from":{"mac":null,"position":3},"ipui":"029E740003","kind":"move","position":9,"previous_ipui":null}
    {"capacity":100,"changes":null,"file":"out/7C2F806E93D2.xml","mac":"7C2F806E93D2","status":"written","used":4}
    {"extension":"205","fields":["extension","password","display_name","ipui","login","provider","account_name"],"from":{"mac":"7C2F80123456","position":5},"ipui":"029E740005","kind":"move","position":3,"previous_ipui":null}
    {"extension":"299","fields":["extension","password","display_name","login","provider","account_name"],"ipui":null,"kind":"add","position":4,"previous_ipui":null}
    "#);
}

#[test]
fn every_kind_of_change_for_people() {
    let site = every_change();
    let plan = site
        .plan(&["--window-start", "now", "--window-duration", "14d"])
        .code(0);
    insta::assert_snapshot!(plan.stdout, @r#"
    roster.csv
      D8  warning[missing-ipui]: no IPUI: the account is written without a handset
          help: register the handset by hand, or type the IPUI from the packaging or from *#06# on the
            handset

    out/7C2F80123456.xml: 3 of 100 positions in use afterwards
      ~ position   1  201      029E740001  Name 1 -> New name 1  password, display_name: rings again
          after the base reads the file
      ~ position   2  202      029E740002 -> 029E740016  Name 2                replaced: the old handset
          is de-registered, the new one registers by itself while the window is open
      - position   3  203      029E740003  Name 3                removed: the account is disabled and
          the handset de-registered
      - position   4  204      029E740004  Name 4                removed: the account is disabled and
          the handset de-registered
      - position   5  205      029E740005  Name 5                removed: the account is disabled and
          the handset de-registered
      > position   9  203      029E740003  Name 3                moved from position 3: the handset must
          be registered by hand
      ~ registration window: open, from 2025-11-24 16:00 to 2025-12-08 16:00
      4 handsets de-registered

    out/7C2F806E93D2.xml: 4 of 100 positions in use afterwards
      > position   3  205      029E740005  Name 5   moved from base 7C2F80123456 position 5: the handset
          must be registered by hand
      + position   4  299      no handset  Name 99  new account without a handset
      ~ registration window: open, from 2025-11-24 16:00 to 2025-12-08 16:00

    roster.csv: extension, password, display_name, ipui, base_mac, position
    7 rows were read and accepted.
    Found: 1 warning.
    2 bases: 2 to be written.
    4 handsets would be de-registered.
    Registration windows: 2 to be opened.
    Plan: 1 to add, 1 to update, 1 to replace, 2 to move, 3 to remove on 2 bases. Nothing was written.
    "#);
    assert!(!plan.stdout.contains("Another-1") && !plan.stdout.contains("Invented-1"));
}

#[test]
fn a_refused_run_says_which_handsets_and_how_to_allow_it() {
    let site = built(&rows(A, 1..=20));
    site.roster(&rows(A, 7..=20));
    let refused = site.build(&[]).code(3);
    insta::assert_snapshot!(refused.stdout + &refused.stderr, @r#"
    out/7C2F80123456.xml would lose 6 of 20 handsets
    Run plan instead of build to see each of them.

    roster.csv: extension, password, display_name, ipui, base_mac, position
    14 rows were read and accepted.
    1 base: 1 held.
    error: nothing was written: 6 handsets would be de-registered; 5 are allowed
      help: if that is meant, run again with --max-deregister 6
    "#);
}
