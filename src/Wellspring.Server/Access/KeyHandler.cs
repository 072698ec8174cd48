using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wellspring.Core;
using Wellspring.Shop;
using Wellspring.Shop.Database;

namespace Wellspring.Server.Access;

/// <summary>
/// Reads an API key: <c>Authorization: Bearer …</c>. The key is stored as a hash and carries its scopes.
/// </summary>
internal sealed class KeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    ShopDatabase database, TimeProvider wall)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "key";
    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var now = Instant.From(wall.GetUtcNow());
        var found = database.Read(reader => reader.One(
            $"""
            SELECT id, scopes FROM api_keys WHERE key_hash = {Ids.HashOf(header[Prefix.Length..])}
            AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > {now})
            """,
            row => new ApiKey(row.Text(0), row.Text(1).Split(' '))));
        if (found is null)
        {
            return Task.FromResult(AuthenticateResult.Fail("unknown key"));
        }

        var claims = found.Scopes.Select(scope => new Claim(Claims.Scope, scope))
            .Append(new(Claims.Kind, Name)).Append(new(Claims.Subject, found.Id));
        return Task.FromResult(AuthenticateResult.Success(
            new(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name)));
    }

    private sealed record ApiKey(string Id, string[] Scopes);
}
