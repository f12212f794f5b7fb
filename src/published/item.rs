//! The ids of the items that the program understands.

use crate::value::Position;

/// Which positions an id is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Index {
    /// One position.
    At(Position),
    /// `[%]`: all of them.
    All,
}

/// An id, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Account(Index, AccountItem),
    Handset(Index),
    WindowStart,
    WindowSeconds,
    Other,
}

/// What an item says about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccountItem {
    Active,
    Provider,
    VoicemailEnabled,
    Text(TextItem),
}

/// A text of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextItem {
    Login,
    Password,
    UserId,
    DisplayName,
    Voicemail,
    AccountName,
}

impl Item {
    /// Takes an id apart. An index beyond the device's positions makes it an item like any other.
    ///
    /// `[0]` and `[%]` at the end of a text or byte list are two ways to say the whole of it, and
    /// some files leave them out.
    pub(super) fn parse(id: &str) -> Self {
        let id = id
            .strip_suffix("[0]")
            .or_else(|| id.strip_suffix("[%]"))
            .unwrap_or(id);
        // Nearly all items are about an account.
        let account = || {
            let (index, name) = split_index(id.strip_prefix("BS_VOIP_Data.astVoipAccounts[")?)?;
            Some(Self::Account(index, AccountItem::parse(name)?))
        };
        let handset = || {
            let (index, name) = split_index(id.strip_prefix("BS_Accounts.astAccounts[")?)?;
            (name == "aucHandsetCode").then_some(Self::Handset(index))
        };
        account().or_else(handset).unwrap_or(match id {
            "BS_AE_Subscriber.acIPUIRegistrationTimestamp" => Self::WindowStart,
            "BS_AE_Subscriber.ulIPUIRegistrationDuration" => Self::WindowSeconds,
            _ => Self::Other,
        })
    }
}

impl AccountItem {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "ucB_SIP_ACCOUNT_IS_ACTIVE_1" => Self::Active,
            "ucVoipProviderIndex" => Self::Provider,
            "ucB_VOIP_NET_AM_ENABLED_1" => Self::VoicemailEnabled,
            "aucS_SIP_LOGIN_ID" => Self::Text(TextItem::Login),
            "aucS_SIP_PASSWORD" => Self::Text(TextItem::Password),
            "aucS_SIP_USER_ID" => Self::Text(TextItem::UserId),
            "aucS_SIP_DISPLAYNAME" => Self::Text(TextItem::DisplayName),
            "aucS_VOIP_NET_AM_NUMBER_1" => Self::Text(TextItem::Voicemail),
            "aucS_SIP_ACCOUNT_NAME_1" => Self::Text(TextItem::AccountName),
            _ => return None,
        })
    }
}

/// Splits `12].name` into the index and the name.
pub(super) fn split_index(rest: &str) -> Option<(Index, &str)> {
    let (index, name) = rest.split_once(']')?;
    let name = name.strip_prefix('.')?;
    let index = match index.trim() {
        "%" => Index::All,
        digits => Index::At(Position::from_index(digits.parse().ok()?)?),
    };
    Some((index, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_taken_apart() {
        let at = |index| Index::At(Position::from_index(index).unwrap());
        for (id, item) in [
            (
                "BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID[0]",
                Item::Account(at(0), AccountItem::Text(TextItem::UserId)),
            ),
            (
                "BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex",
                Item::Account(Index::All, AccountItem::Provider),
            ),
            (
                "BS_Accounts.astAccounts[99].aucHandsetCode[0]",
                Item::Handset(at(99)),
            ),
            (
                "BS_Accounts.astAccounts[100].aucHandsetCode[0]",
                Item::Other,
            ),
            ("BS_Accounts.astAccounts[].aucHandsetCode[0]", Item::Other),
            ("BS_Accounts.astAccounts[7", Item::Other),
            ("BS_CUSTOM.aucKdsPin[0]", Item::Other),
            (
                "BS_AE_Subscriber.ulIPUIRegistrationDuration",
                Item::WindowSeconds,
            ),
        ] {
            assert_eq!(Item::parse(id), item, "{id}");
        }
    }
}
