//! Shards write side by side into one directory, and together they do what one run does.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dect_roster::settings::shard::Shard;
use dect_roster::store::Directory;
use saphyr::{LoadableYamlNode, Yaml};

use crate::harness::{BINARY, Given, HEADER, given, repository};

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

/// What a base or a person sees of the directory: everything that is not hidden.
fn seen(given: &Given) -> BTreeMap<String, Vec<u8>> {
    let mut files = given.files("out");
    files.retain(|name, _| !name.starts_with('.'));
    files
}

#[track_caller]
fn assert_same(given: &Given, expected: &BTreeMap<String, Vec<u8>>) {
    let files = seen(given);
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in expected {
        let (is, should) = [&files[name], bytes]
            .map(|bytes| String::from_utf8_lossy(bytes))
            .into();
        assert_eq!(is, should, "{name}");
    }
}

fn has_report(given: &Given) -> bool {
    given.path("out/report.csv").exists()
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
    let expected = seen(&whole);
    for order in [[1, 2, 3, 4], [4, 3, 2, 1], [3, 1, 4, 2]] {
        let given = given_troubled_night();
        for (done, shard) in order.into_iter().enumerate() {
            assert!(
                !has_report(&given) || done == 0,
                "a report before all are done"
            );
            given.when(&format!("{BUILD} --shard {shard}/4")).code(1);
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
    let before = seen(&given);
    let shard: Shard = "2/3".parse().unwrap();
    given.when(&format!("{BUILD} --shard 2/3")).code(0);
    let after = seen(&given);
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
    let expected = seen(&whole);
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
        let unfinished = fs::read(&begun).unwrap().is_empty();
        hits += u32::from(unfinished);
        given.when(&format!("{BUILD} --shard 2/2")).code(0);
        assert_eq!(has_report(&given), !unfinished);
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
    let all = seen(&given);
    assert!(has_report(&given));
    given.when(&format!("{BUILD} --shard 1/3")).code(0);
    assert_same(&given, &all);
}

#[test]
fn there_is_no_report_while_one_shard_of_tonight_is_missing() {
    let given = given_night();
    let night = |shards: &[u32]| {
        for shard in shards {
            given.when(&format!("{BUILD} --shard {shard}/3")).code(0);
        }
    };
    night(&[1, 2, 3]);
    assert!(has_report(&given));
    given.write("roster.csv", roster(all_rows("The next night")));
    night(&[1, 3]);
    assert!(
        !has_report(&given),
        "the part of shard 2 is of another roster"
    );
    night(&[2]);
    assert!(has_report(&given));
    // One that starts and fails takes its part away, even if the roster is the same.
    given.write("t.xml", "{{ nothing }}");
    night(&[1]);
    assert!(has_report(&given));
    given
        .when(&format!("{BUILD} --shard 2/3 --template t.xml"))
        .code(2);
    assert!(!has_report(&given));
    night(&[1]);
    assert!(!has_report(&given));
}

#[test]
fn parts_of_runs_with_different_names_make_no_report() {
    let given = given_night().env("DECT_ROSTER_RUN", "Monday");
    for shard in 1..=2 {
        given.when(&format!("{BUILD} --shard {shard}/2")).code(0);
    }
    assert!(has_report(&given));
    let given = given.env("DECT_ROSTER_RUN", "Tuesday");
    given.when(&format!("{BUILD} --shard 2/2")).code(0);
    assert!(!has_report(&given), "shard 1 did not run on Tuesday");
    given.when(&format!("{BUILD} --shard 1/2")).code(0);
    assert!(has_report(&given));
}

#[test]
fn a_roster_that_cannot_be_used_is_reported_once_all_shards_have_seen_it() {
    let whole = given_night();
    whole.write("roster.csv", "extension,password\n1,2\n");
    let stdout = whole.when(BUILD).code(2).stdout;
    let given = given_night();
    given.write("roster.csv", "extension,password\n1,2\n");
    for shard in 1..=2 {
        let then = given.when(&format!("{BUILD} --shard {shard}/2")).code(2);
        assert_eq!(then.stdout, stdout);
    }
    assert_same(&given, &seen(&whole));
}

#[test]
fn a_run_without_shards_clears_what_shards_left() {
    let given = given_night();
    for shard in 1..=3 {
        given.when(&format!("{BUILD} --shard {shard}/3")).code(0);
    }
    given.when(&format!("{BUILD} --shard 1/2")).code(0);
    let hidden = |given: &Given| -> Vec<String> {
        let names = given.files("out").into_keys();
        names.filter(|name| name.starts_with('.')).collect()
    };
    assert_eq!(hidden(&given), [".dect-roster/1-of-2", ".dect-roster/gate"]);
    given.when(BUILD).code(0);
    assert!(hidden(&given).is_empty());
    assert!(!given.path("out/.dect-roster").exists());
}

#[test]
fn a_report_that_is_asked_for_is_the_shards_own() {
    let given = given_troubled_night();
    for shard in 1..=2 {
        let line = format!("{BUILD} --shard {shard}/2 --report found.csv --report out/run.json");
        given.when(&line).code(1);
    }
    assert!(!has_report(&given));
    let whole = given_troubled_night();
    let then = whole.when(&format!("{BUILD} --report found.csv")).code(1);
    let lines = |text: String| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let all = lines(then.text("found.csv"));
    let mut together = BTreeSet::new();
    for shard in 1..=2 {
        let text = |name: String| fs::read_to_string(given.path(&name)).unwrap();
        together.extend(lines(text(format!("found-{shard}-of-2.csv"))));
        let run = text(format!("out/run-{shard}-of-2.json"));
        let run: serde_json::Value = serde_json::from_str(&run).unwrap();
        assert_eq!(run["rows"]["read"], roster_rows(&given));
    }
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
fn an_indexed_job_that_does_not_say_of_how_many_is_refused() {
    let given = given_night().env("JOB_COMPLETION_INDEX", "0");
    let before = given.files("out");
    for command in [BUILD, "plan roster.csv --out out"] {
        given
            .when(command)
            .fails_with("set DECT_ROSTER_SHARDS to their number");
    }
    assert_eq!(given.files("out"), before);
    given.when("check roster.csv").code(0);
    given.when("export out --to back.csv").code(0);
    given.when("init new.csv").code(0);
    given.when(&format!("{BUILD} --shard 1/1")).code(0);
}

#[test]
fn a_batch_array_gives_shard_and_run_by_itself() {
    let given = given_night()
        .env("AWS_BATCH_JOB_ARRAY_SIZE", "2")
        .env("AWS_BATCH_JOB_ARRAY_INDEX", "0")
        .env("AWS_BATCH_JOB_ID", "4f1c:0");
    let then = given.when(BUILD).code(0);
    assert!(then.stdout.contains("Shard 1/2, "), "{}", then.stdout);
    let given = given
        .env("AWS_BATCH_JOB_ARRAY_INDEX", "1")
        .env("AWS_BATCH_JOB_ID", "4f1c:1");
    given.when(BUILD).code(0);
    assert!(has_report(&given));
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
    for variable in container["env"].as_vec().unwrap() {
        let value = variable
            .as_mapping()
            .unwrap()
            .get(&Yaml::value_from_str("value"))
            .map(text);
        let value = value.unwrap_or_else(|| "the id of the job".to_owned());
        given = given.env(text(&variable["name"]).leak(), &value);
    }
    for index in 0..job["completions"].as_integer().unwrap() {
        assert!(!has_report(&given) || index == 0);
        given = given.env("JOB_COMPLETION_INDEX", &index.to_string());
        given.when_args(&arguments).code(0);
    }
    assert_same(&given, &seen(&whole));
}
