using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Proof;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Proofs;

namespace Wellspring.Server.Proofs;

/// <summary>Proof of what is owed: the daily tree of balances and each member's own way to it.</summary>
internal static class ProofParts
{
    private const string Setting = "attestors";

    public static void AddServices(IServiceCollection services, Site site)
    {
        services.AddSingleton(AttestorsOf(site.Settings));
        services.AddSingleton<BalanceBook>();
        services.AddHostedService<ProofLoop>();
    }

    public static void Map(IEndpointRouteBuilder routes) => ProofPages.Map(routes);

    private static AttestorKeys AttestorsOf(ServerSettings settings) => new(
    [
        .. (settings.Find(Setting) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text =>
        {
            try
            {
                return NoteVerifier.Parse(text) is { Kind: NoteKeyKind.Log } key
                    ? key
                    : throw new FormatException("it is a witness's key");
            }
            catch (FormatException wrong)
            {
                throw ServerSettings.Wrong(
                    $"attestors 中的“{text}”不是 name+hash+key 形式的验证密钥（{wrong.Message}）。",
                    $"\"{text}\" in attestors is no verifier key name+hash+key: {wrong.Message}.");
            }
        }),
    ]);
}
