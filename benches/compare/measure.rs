//! The measuring. A test runs it too, with a small roster.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use indicatif::HumanCount;
use wait4::Wait4;

#[path = "../../examples/make_roster/roster.rs"]
mod roster;

use roster::Shape;

/// What is to be measured, and where.
pub struct Comparison<'a> {
    /// The program.
    pub program: &'a Path,
    /// An empty directory to work in.
    pub dir: &'a Path,
    /// How many handsets the biggest roster has.
    pub rows: u64,
    /// How often everything is measured.
    pub rounds: u32,
}

/// One run of a command, or of several in a row.
struct Run {
    seconds: f64,
    /// The seconds that it had a processor, all threads together, and the system for it.
    processor: f64,
    /// The most that one process had in memory, in bytes.
    memory: u64,
}

/// The lines of the table so far.
struct Table(Vec<String>);

impl Table {
    /// Adds runs, a round each, and how many times as long they take as others. Each is compared in
    /// its own round: a disk is not as fast in one minute as in the next.
    fn line(
        &mut self,
        what: &str,
        runs: &[Run],
        against: Option<(&str, &[Run])>,
        goal: &str,
        note: &str,
    ) {
        let compared = against.map_or("| | |".to_owned(), |(name, others)| {
            let ratio = median(runs.iter().zip(others).map(|(a, b)| a.seconds / b.seconds));
            format!("{name} | {} | {ratio:.2}", time(others))
        });
        let (time, memory) = (time(runs), megabytes(runs));
        self.0.push(format!(
            "| {what} | {time} | {memory} MB | {compared} | {goal} | {note} |\n"
        ));
    }
}

impl Comparison<'_> {
    /// Makes the rosters, measures, and gives the table as Markdown.
    ///
    /// # Errors
    /// When a command fails, a run with nothing new writes a file, or one with a changed row not
    /// exactly one.
    pub fn table(&self, log: &mut dyn Write) -> io::Result<String> {
        let mut table = Table(vec![
            format!("{}\n\n", self.circumstances()?),
            "| measured | time | processor | memory | against | time | processor | ratio | goal | besides |\n"
                .to_owned(),
            "|---|--:|--:|--:|---|--:|--:|--:|---|---|\n".to_owned(),
        ]);
        self.clean(&mut table, log)?;
        self.faulty(&mut table, log)?;
        self.python(&mut table, log)?;
        Ok(table.0.concat())
    }

    /// A roster without a fault: into an empty directory, again, with one row changed; with fewer
    /// rows; on one thread and on two.
    fn clean(&self, table: &mut Table, log: &mut dyn Write) -> io::Result<()> {
        let all = self.rows;
        let sizes = [all, all / 10, all / 100];
        for rows in sizes {
            self.roster(rows, false)?;
        }
        self.roster_with_a_row_changed()?;
        let [mut copied, mut again, mut changed] = <[Vec<Run>; 3]>::default();
        let mut built = <[Vec<Run>; 3]>::default();
        let mut planned = <[Vec<Run>; 2]>::default();
        let mut out = PathBuf::new();
        for round in 1..=self.rounds {
            writeln!(log, "round {round} of {}: {all} rows", self.rounds)?;
            for (rows, runs) in sizes.iter().zip(&mut built).rev() {
                out = self.absent()?;
                runs.push(self.build(&format!("{rows}.csv"), &out, 0)?);
            }
            let copy = self.absent()?;
            copied.push(self.copy(&out, &copy)?);

            let before = census(&out)?;
            again.push(self.build(&format!("{all}.csv"), &out, 0)?);
            expect("files written again", written(&before, &census(&out)?), 0)?;
            changed.push(self.build("changed.csv", &out, 0)?);
            expect("files written", written(&before, &census(&out)?), 1)?;

            for (jobs, runs) in ["1", "2"].iter().zip(&mut planned) {
                let mut plan = self.program("plan", &format!("{all}.csv"), &self.absent()?);
                runs.push(self.run(plan.args(["--jobs", jobs]), 0)?);
            }
        }
        let copy = Some(("`cp -r`, `sync -f` of the files", &*copied));
        table.line(
            &format!("`build`, {} rows, into an empty directory", HumanCount(all)),
            &built[0],
            copy,
            "at most 1.7; 300 MB",
            &format!("{} MB written", bytes(&out)? / 1_000_000),
        );
        let (again_goal, none, one) = ("at most 0.8", "no file written", "1 file written");
        table.line("the same again", &again, copy, again_goal, none);
        table.line("with one row changed", &changed, copy, again_goal, one);
        for (rows, pair) in sizes.windows(2).zip(built.windows(2)) {
            table.line(
                &format!(
                    "`build`, {} rows, into an empty directory",
                    HumanCount(rows[0])
                ),
                &pair[0],
                Some((&format!("{} rows", HumanCount(rows[1])), &*pair[1])),
                "at most 12",
                "",
            );
        }
        table.line(
            &format!(
                "`plan --jobs 1`, {} rows, for an empty directory",
                HumanCount(all)
            ),
            &planned[0],
            Some(("`plan --jobs 2`", &*planned[1])),
            "at least 1.6",
            "",
        );
        Ok(())
    }

    /// A roster in which every row has a fault.
    fn faulty(&self, table: &mut Table, log: &mut dyn Write) -> io::Result<()> {
        let rows = self.rows;
        self.roster(rows, true)?;
        let mut runs = Vec::new();
        let mut lines = 0;
        for round in 1..=self.rounds {
            writeln!(log, "round {round} of {}: {rows} faulty rows", self.rounds)?;
            let out = self.absent()?;
            runs.push(self.build(&format!("{rows}-faulty.csv"), &out, 1)?);
            let mut report = csv::Reader::from_path(out.join("report.csv"))?;
            lines = report.byte_records().count() as u64;
        }
        table.line(
            &format!("`build`, {} rows, all faulty", HumanCount(rows)),
            &runs,
            None,
            "600 MB",
            &format!("{} findings in report.csv", HumanCount(lines)),
        );
        Ok(())
    }

    /// A tenth of the rows, CSV and workbook, against a script.
    fn python(&self, table: &mut Table, log: &mut dyn Write) -> io::Result<()> {
        let rows = self.rows / 10;
        let mut probe = Command::new("python3");
        if let Err(error) = self.run(probe.args(["-c", "import jinja2, openpyxl"]), 0) {
            return writeln!(log, "The Python script is left out: {error}");
        }
        let workbook = self.dir.join(format!("{rows}.xlsx"));
        let csv = File::open(workbook.with_extension("csv"))?;
        roster::save_workbook(csv, &workbook).map_err(io::Error::other)?;
        let mut runs = <[[Vec<Run>; 2]; 2]>::default();
        for round in 1..=self.rounds {
            writeln!(log, "round {round} of {}: Python, {rows} rows", self.rounds)?;
            for (ending, [script, built]) in ["csv", "xlsx"].iter().zip(&mut runs) {
                let name = format!("{rows}.{ending}");
                let mut python = Command::new("python3");
                python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/python/build.py"));
                script.push(self.run(python.arg(&name).arg(self.absent()?), 0)?);
                built.push(self.build(&name, &self.absent()?, 0)?);
            }
        }
        let kinds = [("CSV", "at least 10"), (".xlsx", "at least 12")];
        for ((ending, goal), [script, built]) in kinds.iter().zip(&runs) {
            table.line(
                &format!(
                    "`benches/python/build.py`, {} rows, {ending}",
                    HumanCount(rows)
                ),
                script,
                Some(("`build`", &**built)),
                goal,
                &format!("`build`: {} MB", megabytes(built)),
            );
        }
        Ok(())
    }

    /// When, with what and on what this is measured.
    fn circumstances(&self) -> io::Result<String> {
        let system = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor = system.lines().find(|line| line.starts_with("model name"));
        let mut disk = Command::new("df");
        let disk = disk.arg("--output=fstype").arg(self.dir).output()?;
        Ok(format!(
            "{}, dect-roster {}, {} processors ({}), file system {}; medians of {} rounds.",
            chrono::Local::now().format("%Y-%m-%d"),
            env!("CARGO_PKG_VERSION"),
            std::thread::available_parallelism()?,
            processor.map_or("unknown", |line| line
                .trim_start_matches("model name")
                .trim_start_matches(['\t', ':', ' '])),
            String::from_utf8_lossy(&disk.stdout)
                .lines()
                .last()
                .unwrap_or("unknown"),
            self.rounds
        ))
    }

    fn roster(&self, rows: u64, faulty: bool) -> io::Result<()> {
        let name = if faulty { "-faulty" } else { "" };
        let path = self.dir.join(format!("{rows}{name}.csv"));
        let shape = Shape {
            rows,
            per_base: 100,
            seed: 1,
            faulty,
        };
        shape.write(BufWriter::with_capacity(1 << 20, File::create(path)?))
    }

    /// The biggest roster with another password in the middle. Line by line: what this process ever
    /// had in memory would count as its children's.
    fn roster_with_a_row_changed(&self) -> io::Result<()> {
        let original = File::open(self.dir.join(format!("{}.csv", self.rows)))?;
        let mut changed = BufWriter::new(File::create(self.dir.join("changed.csv"))?);
        for (row, line) in (0..).zip(BufReader::new(original).lines()) {
            let mut line = line?;
            if row == self.rows / 2 {
                line = line.replacen(',', ",X", 1);
            }
            writeln!(changed, "{line}")?;
        }
        changed.flush()
    }

    fn program(&self, command: &str, roster: &str, out: &Path) -> Command {
        let mut program = Command::new(self.program);
        program.args([command, "--quiet", roster, "--out"]).arg(out);
        program
    }

    fn build(&self, roster: &str, out: &Path, code: i32) -> io::Result<Run> {
        self.run(&mut self.program("build", roster, out), code)
    }

    /// Copies the output and waits until the copy is on the disk.
    fn copy(&self, from: &Path, to: &Path) -> io::Result<Run> {
        let copy = self.run(Command::new("cp").arg("-r").args([from, to]), 0)?;
        let sync = self.run(Command::new("sync").arg("-f").arg(to), 0)?;
        Ok(Run {
            seconds: copy.seconds + sync.seconds,
            processor: copy.processor + sync.processor,
            memory: copy.memory,
        })
    }

    /// A directory that is not there yet, when nothing is left to do for the disk. None is removed
    /// before the end, for ext4 is slow to create files where many were removed just before.
    fn absent(&self) -> io::Result<PathBuf> {
        self.run(Command::new("sync").arg("-f").arg(self.dir), 0)?;
        let taken = |number: &u32| self.dir.join(number.to_string()).exists();
        let number = (1..u32::MAX).find(|number| !taken(number));
        Ok(self.dir.join(number.unwrap_or_default().to_string()))
    }

    /// Runs a command, which must end with this exit code.
    fn run(&self, command: &mut Command, code: i32) -> io::Result<Run> {
        command.current_dir(self.dir).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let start = Instant::now();
        let mut child = command.spawn()?;
        let said = io::read_to_string(child.stderr.take().expect("it is piped"))?;
        let ended = child.wait4()?;
        let seconds = start.elapsed().as_secs_f64();
        if ended.status.code() != Some(code) {
            let what = format!("{command:?}: {}\n{said}", ended.status);
            return Err(io::Error::other(what));
        }
        Ok(Run {
            seconds,
            processor: (ended.rusage.utime + ended.rusage.stime).as_secs_f64(),
            memory: ended.rusage.maxrss,
        })
    }
}

/// The time and that of processors, as two cells of the table.
fn time(runs: &[Run]) -> String {
    let seconds = median(runs.iter().map(|run| run.seconds));
    let processor = median(runs.iter().map(|run| run.processor));
    format!("{seconds:.2} s | {processor:.2} s")
}

fn megabytes(runs: &[Run]) -> u64 {
    runs.iter().map(|run| run.memory).max().unwrap_or(0) / 1_000_000
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The provisioning files of a directory, each with what a write would change: its inode and the
/// time of its last change.
fn census(directory: &Path) -> io::Result<BTreeMap<PathBuf, (u64, i64, i64)>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "xml") {
            let file = fs::metadata(&path)?;
            files.insert(path, (file.ino(), file.mtime(), file.mtime_nsec()));
        }
    }
    Ok(files)
}

/// How many files are others than before.
fn written<T: PartialEq>(before: &BTreeMap<PathBuf, T>, after: &BTreeMap<PathBuf, T>) -> usize {
    let same = |(path, file): &(&PathBuf, &T)| before.get(*path) == Some(*file);
    let all = before.len().max(after.len());
    all - after.iter().filter(same).count()
}

fn bytes(directory: &Path) -> io::Result<u64> {
    fs::read_dir(directory)?
        .map(|entry| Ok(entry?.metadata()?.len()))
        .sum()
}

fn expect(what: &str, found: usize, expected: usize) -> io::Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(io::Error::other(format!("{found} {what}, not {expected}")))
}
