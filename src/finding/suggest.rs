//! "Did you mean": the known name that is spelled most like an unknown one.

/// How alike two names must be, from 0 to 1, before one is suggested for the other.
const NEAR: f64 = 0.8;

/// The name most like `name`, where one is near enough to be meant.
pub(crate) fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}
