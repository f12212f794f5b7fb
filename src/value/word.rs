//! Words that people type where a value belongs.

use super::is_dash;

/// A list of words in small letters, separated by `|`, with tables that tell quickly that a text is none
/// of them: splitting the list for each value would take longer than all else that is done with a row.
pub(super) struct Words {
    list: &'static str,
    /// By the first byte: a bit for each length in bytes that a word beginning so has.
    begins: [u32; SLOTS],
    /// The same by the last byte.
    ends: [u32; SLOTS],
}

/// One for each ASCII character; the last, which is no letter, is also that of all other bytes.
const SLOTS: usize = 128;

const fn slot(byte: u8) -> usize {
    let byte = byte.to_ascii_lowercase() as usize;
    if byte < SLOTS { byte } else { SLOTS - 1 }
}

impl Words {
    pub(super) const fn new(list: &'static str) -> Self {
        let bytes = list.as_bytes();
        let (mut begins, mut ends) = ([0; SLOTS], [0; SLOTS]);
        let (mut start, mut end) = (0, 0);
        while end <= bytes.len() {
            if end == bytes.len() || bytes[end] == b'|' {
                assert!(end - start < 32, "a bit for each length");
                begins[slot(bytes[start])] |= 1 << (end - start);
                ends[slot(bytes[end - 1])] |= 1 << (end - start);
                start = end + 1;
            }
            end += 1;
        }
        Self { list, begins, ends }
    }

    /// Whether a word has the length, the first and the last letter of this text. Hardly any value passes.
    #[inline]
    fn may_contain(&self, text: &str) -> bool {
        let (&[first, ..], &[.., last]) = (text.as_bytes(), text.as_bytes()) else {
            return false;
        };
        let lengths = self.begins[slot(first)] & self.ends[slot(last)];
        text.len() < 32 && lengths >> text.len() & 1 == 1
    }

    /// Whether a text is one of the words, in letters of any case.
    #[inline]
    pub(super) fn contain(&self, text: &str) -> bool {
        self.may_contain(text) && self.has(text)
    }

    #[cold]
    fn has(&self, text: &str) -> bool {
        let is = |word: &str| word.chars().eq(text.chars().flat_map(char::to_lowercase));
        self.list
            .split('|')
            .any(|word| word.len() == text.len() && is(word))
    }
}

/// Words that say that there is none, in the languages that headers may be in.
static NONE: Words = Words::new(
    "n/a|n.a.|n.a|na|n/v|none|nil|null|(null)|<null>|(none)|<none>|not applicable|kein|keine|\
     keiner|keins|keines|ohne|leer|entfällt|nicht vorhanden|aucun|aucune|néant|sans|geen|\
     ninguno|ninguna|nessuno|nessuna|nenhum|nenhuma|brak|ingen|inget|n.v.t.|nvt|s/o",
);

/// Those that nobody is called. People may be called None, Leer or Na.
static NO_NAME: Words = Words::new("n/a|n.a.|null|(null)|<null>|(none)");

/// Words that say that the value is still to come.
static LATER: Words = Words::new(
    "tbd|tbd.|tba|t.b.d.|todo|to do|pending|folgt|folgt noch|noch offen|offen|unbekannt|unknown|\
     wird nachgereicht|wird nachgetragen|nachtragen|à venir|à définir|inconnu|volgt|onbekend|\
     por definir|pendiente|da definire|nieznany|okänd",
);

/// Words that send the reader elsewhere.
static ELSEWHERE: Words = Words::new(
    "dto|dto.|s.o.|s. o.|s.u.|s. u.|see above|see below|as above|same|same as above|siehe oben|\
     siehe unten|siehe liste|siehe zettel|siehe mail|wie oben|wie vorher|gleich|voir ci-dessus|\
     zie boven|come sopra|ver arriba",
);

/// What a program writes for yes and no.
static TRUTH: Words =
    Words::new("true|false|wahr|falsch|vrai|faux|waar|onwaar|vero|falso|verdadero");

/// Names of nobody, which templates and manuals give as examples.
static SAMPLES: Words = Words::new(
    "muster|mustermann|musterfrau|max muster|muster max|maria muster|erika muster|petra muster|\
     peter muster|hans muster|beispiel|example|sample|john doe|jane doe|doe john|doe jane|\
     john smith (example)|joe bloggs|test|test user|testuser|example user|sample user|demo user|\
     demo|test person|user name|max beispiel|test test|vorname nachname|nachname vorname|\
     first last|firstname lastname|first name last name|ejemplo",
);

/// Words in brackets that stand for a password.
static HIDDEN: Words = Words::new("hidden|masked|redacted|verborgen|ausgeblendet|masqué");

/// Whether a text is one of these words, which are separated by `|`.
pub(crate) fn is_one_of(words: &str, text: &str) -> bool {
    words.split('|').any(|word| word == text)
}

/// Whether a text says that there is none: a dash, `n/a`, `none`, `keins`.
pub(crate) fn says_none(text: &str) -> bool {
    is_dashes(text) || NONE.contain(text)
}

/// Whether a name says that there is none.
pub(crate) fn name_says_none(text: &str) -> bool {
    is_dashes(text) || NO_NAME.contain(text)
}

/// Whether a text is nothing but dashes.
pub(crate) fn is_dashes(text: &str) -> bool {
    text.starts_with(is_dash) && text.chars().all(is_dash)
}

/// Whether a text says that the value is still to come: `?`, `tbd`, `folgt`.
pub(crate) fn says_later(text: &str) -> bool {
    (text.starts_with('?') && text.bytes().all(|byte| byte == b'?')) || LATER.contain(text)
}

/// Whether a text sends the reader elsewhere: `siehe oben`, `dto.`.
pub(crate) fn points_elsewhere(text: &str) -> bool {
    ELSEWHERE.contain(text)
}

/// Whether a text is what a program writes for yes or no: `TRUE`, `falsch`.
pub(crate) fn is_truth_value(text: &str) -> bool {
    TRUTH.contain(text)
}

/// Whether a name is that of a sample person: Max Mustermann, John Doe, Example.
pub(crate) fn is_sample_name(text: &str) -> bool {
    SAMPLES.contain(text)
        || has_sample_family(text)
        || text.split_once(", ").is_some_and(|(last, first)| {
            let turned = format!("{first} {last}");
            SAMPLES.contain(&turned) || has_sample_family(&turned)
        })
}

/// Whether a name ends in a family name that nobody has, whatever the first name is.
fn has_sample_family(text: &str) -> bool {
    let ends_in = |family: &str| {
        let start = text.len().wrapping_sub(family.len());
        let before = text.as_bytes().get(start.wrapping_sub(1));
        text.get(start..)
            .is_some_and(|end| end.eq_ignore_ascii_case(family))
            && before.is_none_or(|byte| *byte == b' ')
    };
    ends_in("mustermann") || ends_in("musterfrau")
}

/// Whether two letters beyond ASCII are beside each other, which are four bytes and rare.
fn has_letters_beyond_ascii_in_a_row(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|byte| {
        run = if byte.is_ascii() { 0 } else { run + 1 };
        run == 4
    })
}

/// Whether a plain name is certainly none of those words, no sample and not garbled, by a quick look.
pub(crate) fn is_ordinary_name(text: &str) -> bool {
    let is_special = memchr::memchr3(b'&', b',', b'0', text.as_bytes()).is_some()
        || (!text.is_ascii() && has_letters_beyond_ascii_in_a_row(text));
    !is_special
        && !text.starts_with([' ', '-', '"', '\'', '`'])
        && !SAMPLES.may_contain(text)
        && !NO_NAME.may_contain(text)
        && !has_sample_family(text)
}

/// Whether a password of letters and signs in ASCII is certainly none of those words and no mask, by a
/// quick look.
pub(crate) fn is_ordinary_secret(text: &str) -> bool {
    let is_even = |pair: &[u8]| pair[0] == pair[1];
    // A mask repeats its sign or has brackets around a word, and ditto marks are short.
    text.len() > 6
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !text
            .as_bytes()
            .first_chunk::<2>()
            .is_some_and(|pair| is_even(pair))
        && !NONE.may_contain(text)
}

/// Whether a password is a mask: at least three equal signs that stand for its letters, or a word that
/// says that it is hidden.
pub(crate) fn is_mask(text: &str) -> bool {
    const SIGNS: &str = "*xX#._\u{2022}\u{25cf}\u{2219}\u{b7}\u{2027}\u{25e6}\u{25aa}\u{25a0}\u{2588}\u{2217}\u{fe61}\u{ff0a}";
    let Some(first) = text
        .chars()
        .next()
        .filter(|c| !c.is_ascii_alphanumeric() || "xX".contains(*c))
    else {
        return false;
    };
    if SIGNS.contains(first) {
        return text.chars().all(|c| c == first) && text.chars().count() >= 3;
    }
    let inner = [('<', '>'), ('(', ')'), ('[', ']')]
        .into_iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    inner.is_some_and(|inner| HIDDEN.contain(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_in_letters_of_any_case() {
        for words in [
            &NONE, &NO_NAME, &LATER, &ELSEWHERE, &TRUTH, &SAMPLES, &HIDDEN,
        ] {
            for word in words.list.split('|') {
                assert!(
                    words.contain(word) && words.contain(&word.to_uppercase()),
                    "{word}"
                );
                assert!(!words.contain(&format!("{word}x")), "{word}");
            }
        }
        assert!(!NONE.contain("") && !NONE.contain(&"n".repeat(40)));
    }

    #[test]
    fn words_and_dashes_say_none() {
        for text in [
            "-",
            "--",
            "–",
            "—",
            "−−",
            "n/a",
            "N/A",
            "None",
            "KEINS",
            "entfällt",
            "(null)",
        ] {
            assert!(says_none(text), "{text}");
            assert!(!says_later(text), "{text}");
        }
        for text in [
            "", "?", "folgt", "no", "nein", "0", "-1", "- x", "nonesuch", "Nina",
        ] {
            assert!(!says_none(text), "{text}");
        }
        for text in ["?", "???", "tbd", "TBD", "folgt", "Folgt noch", "à venir"] {
            assert!(says_later(text), "{text}");
        }
        for text in ["", "-", "folgt 2", "?!", "later"] {
            assert!(!says_later(text), "{text}");
        }
    }

    #[test]
    fn sample_people_are_known_by_their_names() {
        for text in [
            "Mustermann",
            "Max Mustermann",
            "Mustermann, Max",
            "Erika MUSTERMANN",
            "Muster, Max",
            "John Doe",
            "Doe, John",
            "EXAMPLE",
            "Vorname Nachname",
        ] {
            assert!(is_sample_name(text), "{text}");
        }
        for text in [
            "Anna Muster-Berg",
            "Musterle",
            "Johnny Doe",
            "Testa",
            "Urs Muster",
            "Ex",
            "",
        ] {
            assert!(!is_sample_name(text), "{text}");
        }
    }

    #[test]
    fn a_mask_is_nothing_but_equal_signs() {
        for text in [
            "***",
            "********",
            "••••",
            "●●●",
            "xxxxxx",
            "XXX",
            "......",
            "<hidden>",
            "[Redacted]",
        ] {
            assert!(is_mask(text), "{text}");
        }
        for text in [
            "",
            "*",
            "**",
            "***a",
            "*x*",
            "xxXX",
            "x",
            "a***",
            "***-***",
            "<secret-1>",
            "hidden",
            "111",
        ] {
            assert!(!is_mask(text), "{text}");
        }
    }
}
