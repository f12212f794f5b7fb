//! What a run is doing and how long that will take, on a terminal, for a run of more than a second.

use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that ends before this needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is drawn.
const TICK: Duration = Duration::from_millis(120);

/// Shows the stage of a run on standard error, if that is a terminal. It goes when this is dropped.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(super) fn new(wanted: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if wanted && console::Term::stderr().is_term() {
            let bar = bar.clone();
            // Without the thread nothing is shown; the run does not need it.
            let _ = thread::Builder::new().spawn(move || {
                thread::sleep(PATIENCE);
                if !bar.is_finished() {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(TICK);
                }
            });
        }
        Self { bar }
    }

    /// Begins a stage of which nobody knows how long it takes.
    pub(super) fn stage(&self, what: String) {
        self.bar
            .set_style(style("{spinner} {msg}, {elapsed} so far"));
        self.bar.set_message(what);
    }

    /// How many bases are done.
    pub(super) fn bases(&self, done: usize, all: usize) {
        if self.bar.length() != Some(all as u64) {
            self.bar.set_length(all as u64);
            self.bar.reset_eta();
            self.bar
                .set_style(style("{bar:40} {pos} of {len} bases, {eta} left"));
        }
        // Threads finish out of turn.
        self.bar.set_position(self.bar.position().max(done as u64));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
