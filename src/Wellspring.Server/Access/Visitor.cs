using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Wellspring.Server.Access;

/// <summary>Who looks at a page, and in which language.</summary>
public sealed class Visitor(IHttpContextAccessor accessor)
{
    public const string LanguageCookie = "ws-lang";

    private HttpContext Http => accessor.HttpContext ?? throw new InvalidOperationException("outside a request");

    /// <summary>The language cookie, else what the browser prefers, else Chinese.</summary>
    public bool IsEnglish => Http.Request.Cookies[LanguageCookie] switch
    {
        "en" => true,
        "zh" => false,
        _ => Http.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>The member who is logged in; null for everybody else.</summary>
    public string? MemberId => Claim(Claims.Kind) == "member" ? Claim(Claims.Subject) : null;

    /// <summary>The staff user who is logged in; null for everybody else.</summary>
    public string? StaffId => Claim(Claims.Kind) == "staff" ? Claim(Claims.Subject) : null;

    /// <summary>The member's own id, on pages only members reach.</summary>
    public string Member => MemberId ?? throw new InvalidOperationException("no member is logged in");

    /// <summary>The merchants this person works for, with the role there: <c>owner</c> or <c>staff</c>.</summary>
    public IReadOnlyList<(string Merchant, string Role)> Merchants =>
        [.. Http.User.FindAll(Claims.Merchant).Select(claim => claim.Value.Split(' '))
            .Select(parts => (parts[0], parts[1]))];

    public string Path => Http.Request.Path;

    private string? Claim(string type) => Http.User.FindFirstValue(type);
}
