using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Members;

/// <summary>Changing what a member logs in with: by the member's code, or by staff for who is locked out.</summary>
public static class AccountAddress
{
    /// <summary>Sends a code to the new address.</summary>
    public static void Ask(ShopTransaction transaction, ContactAddress address, bool english, Instant now) =>
        Messages.SendCode(transaction, OneTimeCodes.Change, address, english, now);

    /// <summary>Sends a code to the member's own address, for the last step of closing the account.</summary>
    public static bool AskToClose(ShopTransaction transaction, string member, bool english, Instant now)
    {
        if (OwnAddress(transaction, member) is not { } own)
        {
            return false;
        }

        Messages.SendCode(transaction, OneTimeCodes.Close, own, english, now);
        return true;
    }

    public static CodeOutcome CheckToClose(ShopTransaction transaction, string member, string code, Instant now) =>
        OwnAddress(transaction, member) is { } own
            ? OneTimeCodes.Check(transaction, OneTimeCodes.Close, own, code, now)
            : CodeOutcome.Expired;

    /// <summary>With the right code the new address stands, the old one is told, and all sessions end.</summary>
    public static AddressChange Confirm(
        ShopTransaction transaction, string member, ContactAddress address, string code, Instant now)
    {
        var outcome = OneTimeCodes.Check(transaction, OneTimeCodes.Change, address, code, now);
        return outcome is CodeOutcome.Right
            ? Put(transaction, member, address, now) ? new(outcome, Taken: false) : new(outcome, Taken: true)
            : new(outcome, Taken: false);
    }

    /// <summary>
    /// For the console: puts a new address for a member who lost access, after staff made sure who it is. False where
    /// the member is unknown or the address is another's.
    /// </summary>
    /// <param name="reason">How the person was recognised; nothing personal.</param>
    public static bool ChangeByStaff(
        ShopTransaction transaction, string staff, string member, ContactAddress address, string reason, Instant now)
    {
        if (!Put(transaction, member, address, now))
        {
            return false;
        }

        Audit.Note(transaction, now, staff, "member.address-changed", member, $"{address.Channel}: {reason}");
        return true;
    }

    private static bool Put(ShopTransaction transaction, string id, ContactAddress address, Instant now)
    {
        var before = MemberBook.Find(transaction, id);
        if (before is null || !MemberBook.Move(transaction, id, address))
        {
            return false;
        }

        var old = address.IsMail ? before.Mail : before.Phone;
        if (old is not null && old != address.Value && ContactAddress.Read(old) is { } left)
        {
            Messages.TellMoved(transaction, left, before.Language == "en", now);
        }

        Sessions.EndAll(transaction, Sessions.Member, id);
        return true;
    }

    /// <summary>Where a member's codes go: the mail address, else the phone number.</summary>
    public static ContactAddress? OwnAddress(ShopReader reader, string member) =>
        MemberBook.Find(reader, member) is { } found ? ContactAddress.Read(found.Mail ?? found.Phone ?? "") : null;
}

/// <summary>What became of a change of address.</summary>
/// <param name="Taken">The code was right, but another member has this address.</param>
public sealed record AddressChange(CodeOutcome Code, bool Taken)
{
    public bool IsDone => Code is CodeOutcome.Right && !Taken;
}
