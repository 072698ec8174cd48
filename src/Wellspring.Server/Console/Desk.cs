using System.Security.Claims;
using Wellspring.Server.Access;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Console;

/// <summary>
/// Who sits at the console, asked anew before every act: a page that stays open outlives a logout, a role that was
/// taken
/// and a disabled account.
/// </summary>
public sealed class Desk(ShopDatabase database, Sessions sessions)
{
    /// <summary>The person of a login that still lives; null once it ended or the account was disabled.</summary>
    public StaffMember? WhoIs(ClaimsPrincipal login)
    {
        var session = login.FindFirstValue(Claims.Session);
        return login.FindFirstValue(Claims.Kind) == Sessions.Staff && login.FindFirstValue(Claims.SecondFactor) == "yes"
            && session is not null && sessions.Lives(Convert.FromHexString(session))
            ? database.Read(reader => StaffBook.Find(reader, login.FindFirstValue(Claims.Subject)!)) is
                { IsActive: true } person ? person : null
            : null;
    }
}
