using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Members;

/// <summary>Logging in by a code. An address nobody has is answered exactly as one that somebody has.</summary>
public static class Logins
{
    /// <summary>Sends a code where the address is a member's; else only a row that no code ever matches.</summary>
    /// <param name="now">Wall time.</param>
    public static void Ask(ShopTransaction transaction, ContactAddress address, bool english, Instant now)
    {
        if (MemberBook.Find(transaction, address) is not null)
        {
            Messages.SendCode(transaction, OneTimeCodes.Login, address, english, now);
        }
        else
        {
            // A code that nobody is told, so that attempts are counted alike.
            OneTimeCodes.Issue(transaction, OneTimeCodes.Login, address, now);
        }
    }

    /// <summary>The member whose code was typed; null with the reason otherwise.</summary>
    public static (string? Member, CodeOutcome Outcome) Answer(
        ShopTransaction transaction, ContactAddress address, string code, Instant now)
    {
        var outcome = OneTimeCodes.Check(transaction, OneTimeCodes.Login, address, code, now);
        if (outcome is not CodeOutcome.Right)
        {
            return (null, outcome);
        }

        return MemberBook.Find(transaction, address) is { } member
            ? (member.Id, CodeOutcome.Right)
            : (null, CodeOutcome.Wrong);
    }
}
