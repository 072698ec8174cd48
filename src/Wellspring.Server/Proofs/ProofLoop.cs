using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Proofs;

namespace Wellspring.Server.Proofs;

/// <summary>Publishes the tree of balances once for each day of the journal's calendar.</summary>
internal sealed class ProofLoop(Site site, IServiceProvider services, ILogger<ProofLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pace, stoppingToken);
            try
            {
                if (await services.GetRequiredService<BalanceBook>().RunAsync(stoppingToken) is { } day)
                {
                    Tell(day);
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "the tree of balances failed; trying again");
            }
        }
    }

    private void Tell(BalanceDay day)
    {
        if (day.IsPublished)
        {
            log.LogInformation(
                "balances of {Day} published: {Members} members at position {Position}", day.Day, day.Members,
                day.Position);
        }
        else if (day.IsRefused)
        {
            log.LogCritical(
                "balances of {Day} are NOT published: the pool did not take the statement; another command may hold "
                + "its id {Key}", day.Day, BalanceBook.KeyOf(day.Day));
        }
        else
        {
            log.LogCritical(
                "balances of {Day} are NOT published: members' balances add up to {Total}, the books say {Books}",
                day.Day, day.Total, day.Books);
        }
    }
}
