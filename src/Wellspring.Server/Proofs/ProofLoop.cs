using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Proofs;

namespace Wellspring.Server.Proofs;

/// <summary>Publishes the tree of balances once for each day of the journal's calendar.</summary>
internal sealed class ProofLoop(Site site, IServiceProvider services, ILogger<ProofLoop> log)
    : PacedLoop(site, TimeSpan.FromMinutes(1), "the tree of balances", log)
{
    protected override bool PausesFirst => true;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        if (await services.GetRequiredService<BalanceBook>().RunAsync(stopping) is { } day)
        {
            Tell(day);
        }
    }

    private void Tell(BalanceDay day)
    {
        if (day.IsPublished)
        {
            Log.LogInformation(
                "balances of {Day} published: {Members} members at position {Position}", day.Day, day.Members,
                day.Position);
        }
        else if (day.IsRefused)
        {
            Log.LogCritical(
                "balances of {Day} are NOT published: the pool did not take the statement; another command may hold "
                + "its id {Key}", day.Day, BalanceBook.KeyOf(day.Day));
        }
        else
        {
            Log.LogCritical(
                "balances of {Day} are NOT published: members' balances add up to {Total}, the books say {Books}",
                day.Day, day.Total, day.Books);
        }
    }
}
