//! Shards write side by side into one directory, and together they do what one run does.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dect_roster::settings::shard::Shard;
use dect_roster::store::Directory;
use saphyr::{LoadableYamlNode, Yaml};

use crate::harness::{BINARY, Given, HEADER, as_on_unix, given, repository};

const BASES: usize = 40;
const HANDSETS: usize = 5;
const BUILD: &str = "build roster.csv --out out";

fn mac(base: usize) -> String {
    format!("7C2F80{:06X}", 0x12_3400 + base)
}

fn row(name: &str, base: usize, handset: usize) -> String {
    let number = base * HANDSETS + handset;
    format!(
        "{},Invented-{number},{name} {number},02{:08X},{}",
        1000 + number,
        0x9E74_A500_u32 + u32::try_from(number).unwrap(),
        mac(base)
    )
}

fn roster(rows: impl IntoIterator<Item = String>) -> String {
    rows.into_iter()
        .fold(format!("{HEADER}\n"), |mut roster, row| {
            writeln!(roster, "{row}").unwrap();
            roster
        })
}

fn all_rows(name: &str) -> Vec<String> {
    let rows = (0..BASES).flat_map(|base| (0..HANDSETS).map(move |handset| (base, handset)));
    rows.map(|(base, handset)| row(name, base, handset))
        .collect()
}

/// A directory in which every base has a file, and a roster that changes nearly all of them.
fn given_night() -> Given {
    let given = given().file("roster.csv", roster(all_rows("Before")));
    given.when(BUILD).code(0);
    fs::remove_file(given.path("out/report.csv")).unwrap();
    given.write("roster.csv", roster(all_rows("Afterwards")));
    given
}

/// The same with everything in it that a report may say of files, on bases of all shards.
fn given_troubled_night() -> Given {
    let given = given_night();
    let file = |base: usize| format!("out/{}.xml", mac(base));
    let text = |base: usize| fs::read_to_string(given.path(&file(base))).unwrap();
    let mut rows = all_rows("Afterwards");
    for base in 0..4 {
        // Held by a rejected row, while another base gets one of its handsets.
        rows[base * HANDSETS] = rows[base * HANDSETS].replace("Invented-", "\u{7}");
        let moved = row("Moved", base, 1).replace(&mac(base), &mac(base + 20));
        rows[base * HANDSETS + 1] = moved;
    }
    for base in 4..8 {
        given.write(&file(base), "no XML");
        given.write(&file(base + 4), text(base + 8));
        // It has another item that names a handset, so it cannot stay.
        let more = r#"<GROUP><SYMB_ITEM ID="BS_AE_Subscriber.ulIPUIRegistrationDuration" value="1"/></GROUP><SYMB_ITEM"#;
        given.write(
            &file(base + 12),
            text(base + 12).replacen("<SYMB_ITEM", more, 1),
        );
    }
    // Not in the roster; and a handset that two files have, and the roster gives to a third base.
    rows.retain(|row| (30..34).all(|base| !row.contains(&mac(base))));
    let handset = |base: usize| device_bytes(&row("", base, 0));
    for base in 31..34 {
        given.write(
            &file(base),
            text(base).replace(&handset(base), &handset(30)),
        );
    }
    rows.push(row("Taken", 30, 0).replace(&mac(30), &mac(29)));
    // The same handset twice, on bases of different shards.
    rows.push(
        row("Twice", 36, 0)
            .replace(&mac(36), &mac(37))
            .replace("1180,", "1999,"),
    );
    given.write("roster.csv", roster(rows));
    given
}

fn device_bytes(row: &str) -> String {
    let ipui = row.split(',').nth(3).unwrap();
    let bytes = (0..5).map(|byte| format!("0x{}", &ipui[2 * byte..2 * byte + 2]));
    bytes.collect::<Vec<_>>().join(",")
}

/// All files of the directory but its reports, and what these say: a line each.
fn made(given: &Given) -> (BTreeMap<String, String>, Vec<String>) {
    let text = |(name, bytes): (String, Vec<u8>)| (name, String::from_utf8(bytes).unwrap());
    let files = given.files("out").into_iter().map(text);
    let (reports, files): (BTreeMap<_, _>, BTreeMap<_, _>) =
        files.partition(|(name, _)| name.starts_with("report"));
    let lines = reports.values().flat_map(|report| report.lines().skip(1));
    let mut lines: Vec<_> = lines.map(str::to_owned).collect();
    lines.sort();
    (files, lines)
}

/// Whether shards did what one run did: the same files, and each finding in the report of one of them.
#[track_caller]
fn assert_same(given: &Given, (files, lines): &(BTreeMap<String, String>, Vec<String>)) {
    let (made, said) = made(given);
    assert_eq!(
        made.keys().collect::<Vec<_>>(),
        files.keys().collect::<Vec<_>>()
    );
    for (name, text) in files {
        assert_eq!(made[name], *text, "{name}");
    }
    assert_eq!(said, *lines);
}

#[test]
fn four_shards_together_do_what_one_run_does_whatever_their_order() {
    let whole = given_troubled_night();
    let then = whole.when(BUILD).code(1);
    let codes: BTreeSet<_> = then
        .findings("out/report.csv")
        .iter()
        .map(|f| f.get("code").to_owned())
        .collect();
    for code in [
        "base-held",
        "base-not-in-roster",
        "duplicate-ipui",
        "handset-on-other-base",
        "items-not-in-template",
        "mac-mismatch-in-place",
        "unreadable-file-in-place",
    ] {
        assert!(codes.contains(code), "no {code} in {codes:?}");
    }
    let expected = made(&whole);
    for order in [[1, 2, 3, 4], [4, 3, 2, 1], [3, 1, 4, 2]] {
        let given = given_troubled_night();
        for shard in order {
            let then = given.when(&format!("{BUILD} --shard {shard}/4")).code(1);
            let words: Vec<_> = then.stdout.split_whitespace().collect();
            let elsewhere = words
                .join(" ")
                .contains("Shard 1 reports the rejected rows.");
            assert_eq!(elsewhere, shard != 1, "{}", then.stdout);
        }
        assert_same(&given, &expected);
    }
    for _ in 0..5 {
        let given = given_troubled_night();
        std::thread::scope(|scope| {
            for shard in 1..=4 {
                let given = &given;
                scope.spawn(move || {
                    given.when(&format!("{BUILD} --shard {shard}/4")).code(1);
                });
            }
        });
        assert_same(&given, &expected);
    }
}

#[test]
fn a_shard_reads_and_writes_the_files_of_its_share_only() {
    let given = given_night();
    let (before, _) = made(&given);
    let shard: Shard = "2/3".parse().unwrap();
    given.when(&format!("{BUILD} --shard 2/3")).code(0);
    let (after, _) = made(&given);
    for base in 0..BASES {
        let name = format!("{}.xml", mac(base));
        let own = shard.owns(mac(base).parse().unwrap());
        assert_eq!(before[&name] != after[&name], own, "{name}");
    }
}

#[test]
fn plan_says_of_a_share_what_build_would_do() {
    let given = given_night();
    let before = given.files("out");
    let bases = |line: &str| -> Vec<String> {
        let then = given.when(&format!("{line} --format json")).code(0);
        let run: serde_json::Value = serde_json::from_str(&then.stdout).unwrap();
        let bases = run["bases"].as_array().unwrap();
        bases.iter().map(ToString::to_string).collect()
    };
    let plan = "plan roster.csv --out out";
    let mut together: Vec<_> = (1..=3)
        .flat_map(|shard| bases(&format!("{plan} --shard {shard}/3")))
        .collect();
    together.sort();
    assert_eq!(together, bases(plan));
    assert_eq!(given.files("out"), before);
}

#[test]
fn of_two_runs_that_would_write_the_same_file_one_is_turned_away() {
    let given = given_night();
    let line = |shard: &str| format!("{BUILD} --shard {shard}");
    let hold = |shard: &str| Directory::open(&given.path("out"), shard.parse().unwrap()).unwrap();
    let busy = "another run is writing into out";
    let held = hold("2/4");
    let before = given.files("out");
    for other in ["2/4", "2/3", "1/1"] {
        given.when(&line(other)).fails_with(busy);
    }
    given.when(BUILD).fails_with(busy);
    given.when("plan roster.csv --out out --shard 2/4").code(0);
    assert_eq!(given.files("out"), before);
    given.when(&line("1/4")).code(0);
    drop(held);
    given.when(&line("2/4")).code(0);
    let held = hold("1/1");
    given.when(&line("2/4")).fails_with(busy);
    given.when(BUILD).fails_with(busy);
    drop(held);
    given.when(BUILD).code(0);
}

#[test]
fn a_shard_that_was_killed_is_done_by_its_next_run() {
    let whole = given_night();
    whole.when(BUILD).code(0);
    let expected = made(&whole);
    let mut hits = 0;
    for kill in 0..12 {
        let given = given_night();
        let mut child = Command::new(BINARY)
            .args(BUILD.split(' '))
            .args(["--shard", "1/2", "--jobs", "1"])
            .current_dir(given.path(""))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // The first thing that it leaves; from there on it writes.
        let begun = given.path("out/.dect-roster/1-of-2");
        while !begun.exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(50));
        }
        let delay = Duration::from_micros(300 * kill);
        let now = Instant::now();
        while now.elapsed() < delay {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        hits += u32::from(!given.path("out/report-1-of-2.csv").exists());
        given.when(&format!("{BUILD} --shard 2/2")).code(0);
        given.when(&format!("{BUILD} --shard 1/2")).code(0);
        assert_same(&given, &expected);
    }
    assert!(hits > 0, "no run was killed before its end");
}

#[test]
fn a_shard_may_run_again() {
    let given = given_night();
    for shard in [1, 2, 3, 2, 2] {
        given.when(&format!("{BUILD} --shard {shard}/3")).code(0);
    }
    let all = made(&given);
    given.when(&format!("{BUILD} --shard 1/3")).code(0);
    assert_same(&given, &all);
}

#[test]
fn a_roster_that_cannot_be_used_is_reported_by_each_shard() {
    let whole = given_night();
    whole.write("roster.csv", "extension,password\n1,2\n");
    let then = whole.when(BUILD).code(2);
    let report = then.text("out/report.csv");
    let given = given_night();
    given.write("roster.csv", "extension,password\n1,2\n");
    for shard in 1..=2 {
        let of_shard = given.when(&format!("{BUILD} --shard {shard}/2")).code(2);
        assert_eq!(
            of_shard.text(&format!("out/report-{shard}-of-2.csv")),
            report
        );
    }
}

#[test]
fn a_report_that_is_asked_for_is_the_shards_own() {
    let given = given_troubled_night();
    for shard in 1..=2 {
        let line = format!("{BUILD} --shard {shard}/2 --report found.csv --report out/run.json");
        given.when(&line).code(1);
    }
    let whole = given_troubled_night();
    let then = whole.when(&format!("{BUILD} --report found.csv")).code(1);
    let lines = |text: String| -> Vec<_> { text.lines().skip(1).map(str::to_owned).collect() };
    let mut all = lines(then.text("found.csv"));
    let mut together = Vec::new();
    for shard in 1..=2 {
        let text = |name: String| as_on_unix(fs::read_to_string(given.path(&name)).unwrap());
        together.extend(lines(text(format!("found-{shard}-of-2.csv"))));
        let run = text(format!("out/run-{shard}-of-2.json"));
        let run: serde_json::Value = serde_json::from_str(&run).unwrap();
        assert_eq!(run["rows"]["read"], roster_rows(&given));
    }
    all.sort();
    together.sort();
    assert_eq!(together, all);
}

fn roster_rows(given: &Given) -> usize {
    fs::read_to_string(given.path("roster.csv"))
        .unwrap()
        .lines()
        .count()
        - 1
}

#[test]
fn a_shard_that_is_none_is_refused_with_the_cause() {
    let given = given_night();
    for (shard, cause) in [
        ("0/4", "of 4 there is no shard 0"),
        ("5/4", "of 4 there is no shard 5"),
        ("1/0", "there can be 1 to 1000 shards, not 0"),
        ("1/1001", "there can be 1 to 1000 shards, not 1001"),
        ("first", "a shard is I/N, such as 3/8"),
    ] {
        for command in ["build", "plan"] {
            given
                .when(&format!("{command} roster.csv --out out --shard {shard}"))
                .fails_with(cause);
        }
    }
}

#[test]
fn half_of_what_makes_a_shard_is_refused_with_the_cure() {
    let given = given_night().env("JOB_COMPLETION_INDEX", "0");
    let before = given.files("out");
    for command in [BUILD, "plan roster.csv --out out"] {
        given
            .when(command)
            .fails_with("give their number with --shard-count");
        given
            .when(&format!("{command} --shard-count 0"))
            .fails_with("there can be 1 to 1000 shards, not 0");
    }
    assert_eq!(given.files("out"), before);
    given.when("check roster.csv").code(0);
    given.when("export out --to back.csv").code(0);
    given.when("init new.csv").code(0);
    given.when(&format!("{BUILD} --shard 1/1")).code(0);
    let given = given_night();
    given
        .when(&format!("{BUILD} --shard-count 8"))
        .fails_with("does not say which of the 8 shards");
    given
        .when(&format!("{BUILD} --shard-index 8 --shard-count 8"))
        .fails_with("--shard-index 8, the first being 0, of --shard-count 8");
}

#[test]
fn the_environment_gives_a_shard_and_the_option_beats_it() {
    let plan = "plan roster.csv --out out";
    let given = given_night().env("DECT_ROSTER_SHARD", "2/4");
    let shard = |given: &Given, more: &str, said: &str| {
        let then = given.when(&format!("{plan}{more}")).code(0);
        assert!(then.stdout.contains(said), "{}", then.stdout);
    };
    shard(&given, "", "Shard 2/4, ");
    shard(&given, " --shard 3/8", "Shard 3/8, ");
    let given = given_night().env("JOB_COMPLETION_INDEX", "0");
    shard(&given, " --shard-count 8", "Shard 1/8, ");
    shard(&given, " --shard-index 7 --shard-count 8", "Shard 8/8, ");
    shard(&given, " --shard 3/8", "Shard 3/8, ");
}

/// The manifest is run as its engine would: its arguments, with the volumes where they are mounted, and
/// its variables.
#[test]
fn the_pods_of_the_manifest_do_the_whole_roster() {
    let manifest = fs::read_to_string(repository("packaging/kubernetes/cronjob.yaml")).unwrap();
    let documents = Yaml::load_from_str(&manifest).unwrap();
    let job = documents
        .iter()
        .find(|document| document["kind"].as_str() == Some("CronJob"));
    let job = &job.unwrap()["spec"]["jobTemplate"]["spec"];
    let container = &job["template"]["spec"]["containers"][0];
    let text = |node: &Yaml<'_>| node.as_str().unwrap().to_owned();
    let each = |node: &Yaml<'_>| node.as_vec().unwrap().iter().map(text).collect::<Vec<_>>();
    assert_eq!(each(&container["command"]), ["dect-roster"]);
    let local = |argument: String| match argument.as_str() {
        "/srv/provisioning" => "out".to_owned(),
        _ => argument.replace("/roster/", ""),
    };
    let arguments: Vec<_> = each(&container["args"]).into_iter().map(local).collect();
    let mounts = container["volumeMounts"].as_vec().unwrap();
    let mounts: Vec<_> = mounts
        .iter()
        .map(|mount| text(&mount["mountPath"]))
        .collect();
    assert_eq!(mounts, ["/roster", "/srv/provisioning"]);

    let whole = given_night();
    whole.when(BUILD).code(0);
    let mut given = given_night();
    for index in 0..job["completions"].as_integer().unwrap() {
        given = given.env("JOB_COMPLETION_INDEX", &index.to_string());
        given.when_args(&arguments).code(0);
    }
    assert_same(&given, &made(&whole));
}
