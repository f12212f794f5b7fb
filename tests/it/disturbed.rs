//! Runs of the real program that something disturbs: a full disk, a directory that vanishes, other
//! runs. Each ends with a message that names the cause and the cure, and loses nothing.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::harness::{BASES, Given, Stamp, Then, all_stamps, given_site, stamps, traceable};

/// How many handsets each base has: enough for a file of some kilobytes.
const HANDSETS: usize = 20;

fn rows(name: &str) -> Vec<String> {
    let row = |number: usize| {
        let base = BASES[number / HANDSETS];
        let ipui = 0x9E74_A500 + number;
        format!(
            "{},Invented-{number},{name} {number},02{ipui:08X},{base},",
            1000 + number
        )
    };
    (0..BASES.len() * HANDSETS).map(row).collect()
}

/// A site with its files, and a roster that changes all of them.
fn changing() -> Given {
    let site = given_site();
    site.roster(&rows("Before"));
    site.build(&[]).code(0);
    site.roster(&rows("Afterwards"));
    site
}

/// Expects that a run could not do its work, with these words in its message, and that it left what
/// was there before it.
#[track_caller]
fn fails(site: &Given, run: Then<'_>, words: &[&str], before: &[(String, Stamp)]) {
    let run = run.code(2);
    for word in words.iter().chain(&["error: ", "help: "]) {
        assert!(run.stderr.contains(word), "no {word:?} in {}", run.stderr);
    }
    let left: Vec<_> = all_stamps(&site.out()).into_iter().collect();
    assert_eq!(left, before);
}

/// Expects that the next run does the whole work.
#[track_caller]
fn heals(site: &Given) {
    site.build(&[]).code(0);
    let names: Vec<_> = all_stamps(&site.out()).into_keys().collect();
    let mut expected = BASES.map(|mac| format!("{mac}.xml")).to_vec();
    expected.push("report.csv".to_owned());
    assert_eq!(names, expected);
    for mac in BASES {
        let text = fs::read_to_string(site.base_file(mac)).unwrap();
        assert!(text.contains("Afterwards") && !text.contains("Before"));
    }
}

fn present(site: &Given) -> Vec<(String, Stamp)> {
    all_stamps(&site.out()).into_iter().collect()
}

/// A command in a shell, with `$@` for the program and its arguments.
fn in_shell(site: &Given, script: &str) -> Command {
    let program = site.command("build", &[]);
    let mut command = Command::new("sh");
    command
        .args(["-c", script, "sh"])
        .arg(program.get_program())
        .args(program.get_args())
        .current_dir(site.root());
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap());
    }
    command
}

/// Runs a command that has streams of its own.
fn run(site: &Given, mut command: Command) -> Then<'_> {
    site.then(&command.output().unwrap())
}

/// Whether the tests may mount: as root, or where users have namespaces of their own.
fn mountable() -> bool {
    let script = "mount -t tmpfs none /mnt && mount --bind /mnt /mnt";
    let tried = Command::new("unshare")
        .args(["-rm", "sh", "-c", script])
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}

/// A shell command that may mount, for nobody else to see.
fn mounting(site: &Given, script: &str) -> Command {
    let shell = in_shell(site, script);
    let mut command = Command::new("unshare");
    command
        .arg("-rm")
        .arg(shell.get_program())
        .args(shell.get_args())
        .current_dir(site.root());
    for (name, value) in shell.get_envs() {
        command.env(name, value.unwrap());
    }
    command
}

#[test]
fn on_a_full_disk_everything_stays_as_it_was() {
    if !mountable() {
        eprintln!("skipped: no disk can be mounted here");
        return;
    }
    let site = changing();
    let size = |name: &String| {
        fs::metadata(site.out().join(name))
            .unwrap()
            .len()
            .div_ceil(4096)
    };
    let pages: u64 = stamps(&site.out()).keys().map(size).sum();
    let before = present(&site);
    // Room for the old files and the report, and then for less than all of the new ones.
    for room in [1, 1 + pages / 2] {
        let script = format!(
            "cp -p out/* . && mount -t tmpfs -o size={}k none out && mv *.xml report.csv out \
             && \"$@\"; code=$?; cp -p out/* out/.d* . 2>/dev/null; exit $code",
            4 * (pages + 1 + room)
        );
        let run = run(&site, mounting(&site, &script)).code(2);
        for word in [
            "No space left on device",
            "so far: no file in place was changed",
            "help: make room on the disk",
        ] {
            assert!(run.stderr.contains(word), "no {word:?} in {}", run.stderr);
        }
        let left = all_stamps(site.root());
        for (name, stamp) in &before {
            assert!(left[name].bytes == stamp.bytes, "{name} has changed");
        }
        assert!(!left.keys().any(|name| name.starts_with(".dect-roster-")));
    }
    heals(&site);
}

#[test]
fn in_a_directory_that_is_mounted_read_only_nothing_is_tried() {
    if !mountable() {
        eprintln!("skipped: no disk can be mounted here");
        return;
    }
    let site = changing();
    let before = present(&site);
    let script = "mount --bind out out && mount -o remount,bind,ro out && exec \"$@\"";
    let words = [
        "Read-only file system",
        "out",
        "no file in place was changed",
        "another path",
    ];
    fails(&site, run(&site, mounting(&site, script)), &words, &before);
    heals(&site);
}

#[test]
fn a_directory_that_is_somebody_else_s_is_left_alone() {
    let site = changing();
    let before = present(&site);
    let mode = |mode| fs::set_permissions(site.out(), PermissionsExt::from_mode(mode)).unwrap();
    mode(0o555);
    // Root may write everywhere, unless it gives that up.
    let script = "touch out/probe 2>/dev/null || exec \"$@\"; rm out/probe; \
        exec setpriv --bounding-set=-dac_override,-dac_read_search -- \"$@\"";
    let run = run(&site, in_shell(&site, script));
    mode(0o755);
    if run.code == 127 || run.stderr.contains("setpriv: ") {
        eprintln!("skipped: the rights of root cannot be given up here");
        return;
    }
    let words = [
        "Permission denied",
        "no file in place was changed",
        "as the user that owns",
    ];
    fails(&site, run, &words, &before);
    heals(&site);
}

#[test]
fn files_that_may_not_be_as_large_are_not_begun() {
    let site = changing();
    let before = present(&site);
    let run = run(&site, in_shell(&site, "ulimit -f 4; exec \"$@\""));
    let words = [
        "File too large",
        "no file in place was changed",
        "ulimit -f",
    ];
    fails(&site, run, &words, &before);
    heals(&site);
}

/// Runs the program and lets it wait for two seconds before it syncs; then all new files are staged.
/// On a busy machine two other runs take a good part of that.
fn delayed(site: &Given) -> Child {
    let script = "exec strace -f -qq -o /dev/null -e trace=syncfs \
        -e inject=syncfs:delay_enter=2000000:when=1 \"$@\"";
    let mut command = in_shell(site, script);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let last = format!(".dect-roster-{}.xml.tmp", BASES[BASES.len() - 1]);
    let is_whole = |mac: &str| {
        let staged = fs::read(site.out().join(last.replace(BASES[2], mac)));
        staged.is_ok_and(|bytes| bytes.ends_with(b"</ProviderFrame>\n"))
    };
    let staged = || BASES.iter().all(|mac| is_whole(mac));
    while !staged() {
        thread::sleep(Duration::from_millis(1));
    }
    child.unwrap()
}

#[test]
fn a_directory_that_vanishes_is_missed_and_made_anew() {
    if !traceable() {
        eprintln!("skipped: there is no strace here that may trace");
        return;
    }
    let site = changing();
    let child = delayed(&site);
    fs::remove_dir_all(site.out()).unwrap();
    let run = site.ended(child).code(2);
    for word in [
        "No such file or directory",
        "error: cannot ",
        "so far: no file",
        "help: ",
    ] {
        assert!(run.stderr.contains(word), "no {word:?} in {}", run.stderr);
    }
    assert!(!site.out().exists());
    heals(&site);
}

#[test]
fn while_one_run_writes_two_others_are_turned_away() {
    if !traceable() {
        eprintln!("skipped: there is no strace here that may trace");
        return;
    }
    let site = changing();
    let first = delayed(&site);
    let before = present(&site);
    for _ in 0..2 {
        let words = ["another run is writing into out", "wait until it has ended"];
        fails(&site, site.build(&[]), &words, &before);
    }
    site.ended(first).code(0);
    heals(&site);
}

#[test]
fn of_three_runs_at_once_one_is_done_and_nothing_is_lost() {
    let site = changing();
    for round in 0..20 {
        site.roster(&rows(if round % 2 == 0 {
            "Afterwards"
        } else {
            "Again"
        }));
        let start = |_| {
            let mut command = site.command("build", &["--quiet"]);
            command.stderr(Stdio::piped()).spawn().unwrap()
        };
        let children: Vec<_> = (0..3).map(start).collect();
        let end = |child: Child| site.ended(child);
        let runs: Vec<_> = children.into_iter().map(end).collect();
        assert!(runs.iter().any(|run| run.code == 0), "nobody was done");
        for run in runs.iter().filter(|run| run.code != 0) {
            assert_eq!(run.code, 2, "{}", run.stderr);
            assert!(
                run.stderr.contains("another run is writing into out"),
                "{}",
                run.stderr
            );
        }
        let run = site.build(&[]).code(0);
        assert!(
            run.stdout.contains("3 bases: 3 unchanged."),
            "{}",
            run.stdout
        );
    }
    site.roster(&rows("Afterwards"));
    heals(&site);
}

#[test]
fn a_clock_that_goes_back_changes_nothing_but_what_it_shows() {
    let site = given_site();
    site.roster(&rows("Before"));
    let own = dect_roster::device::DEVICES[0].template.replace(
        "    <PROFILE_NAME",
        "    <VERSION value=\"{{ version }}\"/>\n    <PROFILE_NAME",
    );
    fs::write(site.root().join("own.xml"), own).unwrap();
    let at = |seconds: &str| {
        let mut command = site.command("build", &["--template", "own.xml"]);
        run(&site, {
            command.env("SOURCE_DATE_EPOCH", seconds);
            command
        })
        .code(0)
    };
    at("1893456000");
    // The files are of a time to come too.
    for mac in BASES {
        let file = File::options()
            .append(true)
            .open(site.base_file(mac))
            .unwrap();
        let later = SystemTime::now() + Duration::from_secs(1 << 30);
        file.set_modified(later).unwrap();
    }
    let before = stamps(&site.out());
    at("1764000000");
    assert_eq!(stamps(&site.out()), before);
    let mut changed = rows("Before");
    changed[0] = changed[0].replace("Before", "Afterwards");
    site.roster(&changed);
    at("1764000000");
    let after = stamps(&site.out());
    let of = |mac: &str| format!("{mac}.xml");
    let text = String::from_utf8_lossy(&after[&of(BASES[0])].bytes);
    assert!(text.contains("Afterwards 0") && text.contains("<VERSION value=\"2411251600\"/>"));
    for mac in &BASES[1..] {
        assert_eq!(after[&of(mac)], before[&of(mac)]);
    }
}

#[test]
fn a_file_where_the_directory_should_be_is_left_alone() {
    let site = changing();
    fs::remove_dir_all(site.out()).unwrap();
    fs::write(site.out(), "mine").unwrap();
    let run = site.build(&[]).code(2);
    for word in [
        "error: cannot open the directory out",
        "not a directory",
        "help: give the path",
    ] {
        assert!(run.stderr.contains(word), "no {word:?} in {}", run.stderr);
    }
    assert_eq!(fs::read(site.out()).unwrap(), b"mine");
    fs::remove_file(site.out()).unwrap();
    heals(&site);
}

#[test]
fn without_its_roster_a_run_touches_nothing() {
    let site = changing();
    let before = present(&site);
    fs::remove_file(site.root().join("roster.csv")).unwrap();
    let words = [
        "cannot read roster.csv",
        "No such file or directory",
        "Check the spelling",
    ];
    fails(&site, site.build(&[]), &words, &before);
}

/// A file that is always full.
const FULL: &str = "/dev/full";

#[test]
fn what_cannot_be_printed_is_an_error_and_the_files_are_done() {
    if !Path::new(FULL).exists() {
        eprintln!("skipped: there is no {FULL} here");
        return;
    }
    for arguments in [&[][..], &["--format", "json"]] {
        let site = changing();
        let mut command = site.command("build", arguments);
        command.stdout(File::options().write(true).open(FULL).unwrap());
        let run = run(&site, command).code(2);
        for word in [
            "error: cannot write to standard output",
            "No space left on device",
            "so far: all else is done",
            "help: make room",
        ] {
            assert!(run.stderr.contains(word), "no {word:?} in {}", run.stderr);
        }
        assert!(
            site.plan(&[])
                .code(0)
                .stdout
                .contains("3 bases: 3 unchanged.")
        );
        heals(&site);
    }
    let site = changing();
    let mut command = site.command("plan", &[]);
    command
        .args(["--jobs", "0"])
        .stderr(File::options().write(true).open(FULL).unwrap());
    run(&site, command).code(2);
}

#[test]
fn a_reader_that_has_enough_does_not_make_a_run_fail() {
    let site = changing();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = site.command("build", &[]);
    command.stdout(writer);
    assert_eq!(run(&site, command).code(0).stderr, "");
    heals(&site);
}

#[test]
fn closed_streams_do_not_change_what_a_run_does() {
    for script in [
        "exec \"$@\" >&-",
        "exec \"$@\" 2>&-",
        "exec \"$@\" >&- 2>&- <&-",
    ] {
        let site = changing();
        run(&site, in_shell(&site, script)).code(0);
        heals(&site);
        fs::remove_file(site.root().join("roster.csv")).unwrap();
        run(&site, in_shell(&site, script)).code(2);
    }
}
