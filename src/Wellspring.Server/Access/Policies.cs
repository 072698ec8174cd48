using Microsoft.AspNetCore.Authorization;
using Wellspring.Shop.Access;

namespace Wellspring.Server.Access;

/// <summary>Who may call what. Every endpoint names one; the fallback lets nobody in.</summary>
internal static class Policies
{
    public const string Member = "member";

    /// <summary>A member who works for at least one merchant; which one is checked where its id is known.</summary>
    public const string Merchant = "merchant";

    /// <summary>Any of the operator's people, with their second factor.</summary>
    public const string Staff = "staff";

    /// <summary>
    /// The operator's people with one role: <c>Policies.Of(Roles.Finance)</c>; admin alone is not enough.
    /// </summary>
    public static string Of(string role) => "staff:" + role;

    /// <summary>An API key with this scope.</summary>
    public static string Scope(string scope) => "scope:" + scope;

    public static void Add(AuthorizationOptions options)
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
        options.AddPolicy(Member, policy => policy.AddAuthenticationSchemes(SessionHandler.Name)
            .RequireClaim(Claims.Kind, Sessions.Member));
        options.AddPolicy(Merchant, policy => policy.AddAuthenticationSchemes(SessionHandler.Name)
            .RequireClaim(Claims.Kind, Sessions.Member).RequireClaim(Claims.Merchant));
        options.AddPolicy(Staff, WithSecondFactor);
        foreach (var role in Roles.All)
        {
            options.AddPolicy(Of(role), policy =>
            {
                WithSecondFactor(policy);
                policy.RequireClaim(Claims.Role, role);
            });
        }

        foreach (var scope in Scopes.All)
        {
            options.AddPolicy(Scope(scope), policy => policy.AddAuthenticationSchemes(KeyHandler.Name)
                .RequireClaim(Claims.Scope, scope));
        }
    }

    private static void WithSecondFactor(AuthorizationPolicyBuilder policy) => policy
        .AddAuthenticationSchemes(SessionHandler.Name)
        .RequireClaim(Claims.Kind, Sessions.Staff)
        .RequireClaim(Claims.SecondFactor, "yes");
}
