using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Wellspring.Server.Access;
using Wellspring.Shop.Access;

namespace Wellspring.Server.Api;

/// <summary>Policies of the API beside the plain scopes.</summary>
internal static class ApiPolicies
{
    /// <summary>A key that may send at least commands of orders; which command is checked when it is read.</summary>
    public const string SendCommands = "api:send-commands";

    /// <summary>A key that may send commands may ask what became of them.</summary>
    public const string ReadCommands = "api:read-commands";

    /// <summary>A key that reads members, or the member whose id is in the address.</summary>
    public const string MemberOrKey = "api:member-or-key";

    /// <summary>The scopes of which a key needs one.</summary>
    public static IReadOnlyList<string> ScopesOf(string policy) => policy switch
    {
        SendCommands => [Scopes.WriteOrders, Scopes.WriteCommands],
        ReadCommands => [Scopes.WriteOrders, Scopes.WriteCommands, Scopes.Exports],
        MemberOrKey => [Scopes.ReadMembers],
        _ => [.. Scopes.All.Where(scope => Policies.Scope(scope) == policy)],
    };

    public static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(SendCommands, policy => policy.AddAuthenticationSchemes(KeyHandler.Name)
            .RequireClaim(Claims.Scope, ScopesOf(SendCommands)));
        options.AddPolicy(ReadCommands, policy => policy.AddAuthenticationSchemes(KeyHandler.Name)
            .RequireClaim(Claims.Scope, ScopesOf(ReadCommands)));
        options.AddPolicy(MemberOrKey, policy => policy
            .AddAuthenticationSchemes(KeyHandler.Name, SessionHandler.Name)
            .RequireAssertion(IsMemberOrKey));
    }

    private static bool IsMemberOrKey(AuthorizationHandlerContext context) =>
        context.User.HasClaim(Claims.Scope, Scopes.ReadMembers)
        || (context.Resource is HttpContext http && http.Request.RouteValues["member"] is string id
            && context.User.HasClaim(Claims.Kind, Sessions.Member) && context.User.HasClaim(Claims.Subject, id));
}
