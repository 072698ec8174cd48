using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wellspring.Shop.Access;

namespace Wellspring.Server.Access;

/// <summary>
/// Reads an API key: <c>Authorization: Bearer …</c>. The key is stored as a hash and carries its scopes.
/// </summary>
internal sealed class KeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys,
    RateGate rates, TimeProvider wall)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "key";
    private const string Prefix = "Bearer ";
    private const int LengthLimit = 128;

    /// <summary>Wrong keys from one address in a minute, before they are told to wait.</summary>
    private const int WrongKeysAMinute = 300;

    private static readonly object TooOften = new();
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(10);
    private static readonly ConcurrentDictionary<string, DateTimeOffset> Noted = new(StringComparer.Ordinal);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (header.Length > LengthLimit || keys.Find(header[Prefix.Length..].Trim()) is not { } found)
        {
            // Counted where it came from, so that whoever tries keys is slowed and nobody else is.
            Context.Items[TooOften] = !rates.TryPass(
                $"wrong key {Context.Connection.RemoteIpAddress}", WrongKeysAMinute, Minute);
            return Task.FromResult(AuthenticateResult.Fail("unknown key"));
        }

        NoteUse(found.Id);
        var claims = found.Scopes.Select(scope => new Claim(Claims.Scope, scope))
            .Append(new(Claims.Kind, Name)).Append(new(Claims.Subject, found.Id));
        return Task.FromResult(AuthenticateResult.Success(
            new(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Context.Items[TooOften] is true)
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Response.Headers.RetryAfter = "60";
            return Task.CompletedTask;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = Request.Headers.Authorization.Count == 0
            ? "Bearer realm=\"wellspring\""
            : "Bearer realm=\"wellspring\", error=\"invalid_token\"";
        return Task.CompletedTask;
    }

    // When a key was last used helps to find keys that nobody needs; the minute is enough.
    private void NoteUse(string id)
    {
        var now = wall.GetUtcNow();
        if (!Noted.TryGetValue(id, out var before) || now - before >= UseNotedEvery)
        {
            Noted[id] = now;
            keys.Touch(id);
        }
    }
}
