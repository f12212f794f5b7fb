//! Files on their way to their place: several runs that write one file, runs that a signal ends, and
//! who may read what takes the place of a file.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::harness::{BASES, Given, SITE_HEADER, given_site, program, stamps, traceable};

fn rows(name: &str, count: usize) -> Vec<String> {
    let row = |n: usize| {
        let ipui = 0x9E74_A500_u32 + u32::try_from(n).unwrap();
        let base = BASES[n % BASES.len()];
        format!("{},Invented-{n},{name} {n},02{ipui:08X},{base},", 1000 + n)
    };
    (0..count).map(row).collect()
}

/// The unfinished files in a directory.
fn unfinished(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .filter(|name| name.starts_with(".dect-roster-"))
        .collect()
}

#[test]
fn two_runs_that_write_one_report_leave_a_whole_one() {
    let site = given_site();
    let faulty = |count: usize| {
        let row = |n: usize| format!("{},Invented-{n},Ada,x{n},7C2F80123456,\n", 1000 + n);
        format!(
            "{}\n{}",
            SITE_HEADER,
            (0..count).map(row).collect::<String>()
        )
    };
    fs::write(site.root().join("long.csv"), faulty(300)).unwrap();
    fs::write(site.root().join("short.csv"), faulty(3)).unwrap();
    let start = |roster: &str| {
        program()
            .current_dir(site.root())
            .args(["check", roster, "--quiet", "--report", "found.csv"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let expected = ["long.csv", "short.csv"].map(|roster| {
        start(roster).wait().unwrap();
        fs::read(site.root().join("found.csv")).unwrap()
    });
    for _ in 0..10 {
        let runs = ["long.csv", "short.csv", "long.csv", "short.csv"].map(start);
        for run in runs {
            let run = site.ended(run).code(1);
            assert!(
                run.stderr
                    .ends_with("rejected\n  help: read the findings in found.csv\n")
            );
        }
        let found = fs::read(site.root().join("found.csv")).unwrap();
        assert!(expected.contains(&found), "the report is torn");
        assert_eq!(unfinished(site.root()), [""; 0]);
    }
}

#[test]
fn a_build_clears_what_was_left_and_spares_what_is_written() {
    let site = given_site();
    site.roster(&rows("Before", 6));
    let [left, written] = ["left", "written"].map(|name| {
        let path = site.out().join(format!(".dect-roster-{name}.tmp"));
        fs::write(&path, "half").unwrap();
        path
    });
    // As an export into the directory does.
    let export = File::options().write(true).open(&written).unwrap();
    export.lock().unwrap();
    site.build(&[]).code(0);
    assert!(!left.exists() && written.exists());
    drop(export);
    site.build(&[]).code(0);
    assert!(!written.exists());
}

/// A run that waits before a call, and what it is: `strace` is its parent.
struct Waiting {
    strace: Child,
    program: String,
}

impl Waiting {
    /// Starts the program so that it waits before it calls `fsync`, longer than a busy machine takes to
    /// send a signal.
    fn start(site: &Given, before: &str, arguments: &[&str]) -> Self {
        Self::start_in(site.root(), before, arguments, 6)
    }

    fn start_in(directory: &Path, before: &str, arguments: &[&str], seconds: u32) -> Self {
        let script = format!(
            "{before} exec strace -f -qq -o /dev/null -e trace=fsync \
             -e inject=fsync:delay_enter={seconds}000000:when=1 \"$@\""
        );
        let program = program();
        // What a shell starts in the background ignores SIGINT, and so would all that it starts.
        let mut strace = Command::new("env")
            .args(["--default-signal=INT", "sh", "-c", &script, "sh"])
            .arg(program.get_program())
            .args(arguments)
            .current_dir(directory)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let id = strace.id();
        // What is to be synced has been written.
        let is_written = || {
            let mut unfinished = unfinished(directory).into_iter();
            unfinished.any(|name| fs::metadata(directory.join(name)).is_ok_and(|m| m.len() > 0))
        };
        while !is_written() {
            assert!(strace.try_wait().unwrap().is_none(), "it did not wait");
            thread::sleep(Duration::from_millis(1));
        }
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
        let program = children.split_whitespace().next().unwrap().to_owned();
        Self { strace, program }
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.program]).status();
        assert!(sent.unwrap().success());
    }
}

#[test]
fn a_signal_leaves_no_file_with_passwords() {
    if !traceable() {
        eprintln!("skipped: there is no strace here that may trace");
        return;
    }
    let marked = ["check", "roster.csv", "--report", "marked.xlsx"];
    let export = ["export", "out", "--to", "back.csv"];
    let handout = ["handout", "out", "--to", "list.html"];
    let cases = [
        (handout, "-INT", 2),
        (handout, "-TERM", 15),
        (export, "-TERM", 15),
        (export, "-INT", 2),
        (marked, "-HUP", 1),
        (marked, "-TERM", 15),
    ];
    let try_out = |(arguments, signal, number): ([&str; 4], &str, i32)| {
        let site = given_site();
        site.roster(&rows("Before", 6));
        site.build(&[]).code(0);
        let mut waiting = Waiting::start(&site, "", &arguments);
        waiting.signal(signal);
        let ended = waiting.strace.wait().unwrap();
        assert_eq!(ended.signal(), Some(number), "{ended}");
        assert_eq!(unfinished(site.root()), [""; 0], "{arguments:?} {signal}");
        assert!(!site.root().join(arguments[3]).exists());
    };
    // strace waits to the end of its delay, so all of them wait at a time.
    thread::scope(|scope| {
        for case in cases {
            scope.spawn(move || try_out(case));
        }
    });
}

#[test]
fn a_build_that_starts_leaves_an_export_in_progress_alone() {
    if !traceable() {
        eprintln!("skipped: there is no strace here that may trace");
        return;
    }
    let site = given_site();
    site.roster(&rows("Before", 6));
    site.build(&[]).code(0);
    let arguments = ["export", ".", "--to", "back.csv"];
    let mut waiting = Waiting::start_in(&site.out(), "", &arguments, 2);
    site.roster(&rows("Afterwards", 6));
    site.build(&[]).code(0);
    assert!(waiting.strace.wait().unwrap().success());
    let back = fs::read_to_string(site.out().join("back.csv")).unwrap();
    assert_eq!(back.lines().count(), 7, "{back}");
}

#[test]
fn a_signal_that_is_ignored_stays_so() {
    if !traceable() {
        eprintln!("skipped: there is no strace here that may trace");
        return;
    }
    let site = given_site();
    site.roster(&rows("Before", 6));
    site.build(&[]).code(0);
    let arguments = ["export", "out", "--to", "back.csv"];
    let mut waiting = Waiting::start(&site, "trap '' HUP;", &arguments);
    waiting.signal("-HUP");
    thread::sleep(Duration::from_millis(300));
    assert_eq!(unfinished(site.root()).len(), 1);
    waiting.signal("-TERM");
    assert_eq!(waiting.strace.wait().unwrap().signal(), Some(15));
}

#[test]
fn an_annotated_workbook_is_its_writer_s_whatever_was_there() {
    let site = given_site();
    site.roster(&rows("Before", 6));
    let marked = site.root().join("marked.xlsx");
    fs::write(&marked, "somebody's").unwrap();
    fs::set_permissions(&marked, Permissions::from_mode(0o644)).unwrap();
    let own = fs::metadata(&marked).unwrap().uid();
    // Only root may give a file away.
    let _ = chown(&marked, Some(12345), Some(12345));
    for _ in 0..2 {
        site.plan(&["--report", "marked.xlsx"]).code(0);
        let now = fs::metadata(&marked).unwrap();
        assert_eq!((now.mode() & 0o777, now.uid()), (0o600, own));
        // The same content, but not the same readers.
        let _ = chown(&marked, Some(12345), None);
    }
}

/// A POSIX access control list as the extended attribute holds it: version 2, then tag, rights and
/// number of each entry. A named user may do what is given, nobody else anything but the owner.
fn list(user: u32, rights: u16) -> Vec<u8> {
    let (nobody, read_and_write) = (u32::MAX, 6_u16);
    let mut list = 2_u32.to_le_bytes().to_vec();
    for (tag, rights, number) in [
        (0x01_u16, read_and_write, nobody),
        (0x02, rights, user),
        (0x04, 0, nobody),
        (0x10, read_and_write, nobody),
        (0x20, 0, nobody),
    ] {
        list.extend(tag.to_le_bytes());
        list.extend(rights.to_le_bytes());
        list.extend(number.to_le_bytes());
    }
    list
}

/// The access control list of a file; `None` where it has none.
fn list_of(path: &Path) -> Option<Vec<u8>> {
    let mut buffer = vec![0; 1024];
    let len = rustix::fs::lgetxattr(path, ACCESS, &mut buffer[..]).ok()?;
    buffer.truncate(len);
    Some(buffer)
}

const ACCESS: &str = "system.posix_acl_access";

#[test]
fn an_access_control_list_stays_and_none_is_added() {
    let site = given_site();
    site.roster(&rows("Before", 6));
    site.build(&[]).code(0);
    let out = site.out();
    let [listed, plain] = [BASES[0], BASES[1]].map(|mac| out.join(format!("{mac}.xml")));
    let set = |path: &Path, name: &str, list: &[u8]| {
        rustix::fs::setxattr(path, name, list, rustix::fs::XattrFlags::empty())
    };
    if set(&listed, ACCESS, &list(12345, 4)).is_err() {
        eprintln!("skipped: no access control list can be set here");
        return;
    }
    set(&out, "system.posix_acl_default", &list(54321, 6)).unwrap();
    let inodes = || [&listed, &plain].map(|path| fs::metadata(path).unwrap().ino());
    let before = inodes();
    site.roster(&rows("Afterwards", 6));
    site.build(&[]).code(0);
    assert_eq!(list_of(&listed), Some(list(12345, 4)));
    assert_eq!(list_of(&plain), None);
    for (before, after) in before.into_iter().zip(inodes()) {
        assert_ne!(before, after, "the file was not replaced");
    }
}

#[test]
fn a_report_that_cannot_be_written_is_found_before_a_file_is() {
    let site = given_site();
    site.roster(&rows("Before", 6));
    let too_long = format!("{}.csv", "n".repeat(252));
    let run = site.build(&["--report", "fine.csv", "--report", &too_long]);
    let run = run.code(2);
    for word in [
        "cannot write the report nnn",
        "File name too long",
        "give a shorter name",
        "so far: no file in place was changed",
    ] {
        assert!(run.stderr.contains(word), "no {word:?} in {}", run.stderr);
    }
    assert!(stamps(&site.out()).is_empty());
    site.plan(&["--report", "fine.csv", "--report", &too_long])
        .code(2);
    assert!(!site.root().join("fine.csv").exists());
    let long = format!("{}.csv", "n".repeat(251));
    site.build(&["--report", &long, "--report", "out/r.csv"])
        .code(0);
    assert!(site.root().join(long).exists());
}

#[test]
fn a_reader_that_has_enough_of_an_export_does_not_make_it_fail() {
    let site = given_site();
    site.roster(&rows("Before", 250));
    site.build(&["--quiet"]).code(0);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = program();
    command
        .current_dir(site.root())
        .args(["export", "out", "--to", "-"])
        .stdout(writer);
    let run = site.then(&command.output().unwrap()).code(0);
    assert!(
        run.stderr.starts_with("250 accounts of 3 bases"),
        "{}",
        run.stderr
    );
}
