using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;

namespace Wellspring.Server.Members;

/// <summary>What a page gives a visitor to carry to the next page, unreadable and unchangeable on the way.</summary>
internal sealed class Seal(IDataProtectionProvider protection, TimeProvider wall)
{
    private static readonly TimeSpan FiguresLife = TimeSpan.FromHours(24);

    private readonly IDataProtector _figures = protection.CreateProtector("join.figures");
    private readonly IDataProtector _logins = protection.CreateProtector("login.address");
    private readonly IDataProtector _changes = protection.CreateProtector("change.address");

    public string Close(JoinFigures figures) =>
        _figures.Protect($"{wall.GetUtcNow().ToUnixTimeSeconds()} {figures.ToJson()}");

    /// <summary>The figures that were shown; null when they are not ours or older than a day.</summary>
    public JoinFigures? OpenFigures(string text)
    {
        if (Open(_figures, text) is not { } plain || plain.Split(' ', 2) is not [var at, var json])
        {
            return null;
        }

        var shownAt = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(at, System.Globalization.CultureInfo.InvariantCulture));
        return wall.GetUtcNow() - shownAt > FiguresLife ? null : JoinFigures.FromJson(json);
    }

    /// <summary>The address that wants to log in and where it goes afterwards.</summary>
    public string Close(LoginAsk ask) => _logins.Protect(JsonSerializer.Serialize(ask));

    public LoginAsk? OpenLogin(string text) =>
        Open(_logins, text) is { } plain ? JsonSerializer.Deserialize<LoginAsk>(plain) : null;

    /// <summary>The new address of one member, until its code is typed.</summary>
    public string CloseChange(string member, ContactAddress address) => _changes.Protect($"{member} {address.Value}");

    /// <summary>The new address; null when it is not this member's wish.</summary>
    public ContactAddress? OpenChange(string member, string text) =>
        Open(_changes, text)?.Split(' ', 2) is [var owner, var address] && owner == member
            ? ContactAddress.Read(address)
            : null;

    private static string? Open(IDataProtector protector, string text)
    {
        try
        {
            return text.Length == 0 ? null : protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            // Not ours, or changed on the way: the same as nothing.
            return null;
        }
    }
}

/// <summary>Who wants to log in.</summary>
/// <param name="Next">Where to go afterwards, an address of ours.</param>
internal sealed record LoginAsk(string Address, string Next);
