using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli;

/// <summary>One settled order for the report's table: 1st, 2nd, 3rd, 10th, 100th … and the last.</summary>
/// <param name="Price">Right after the order settled, in the scale of that moment.</param>
/// <param name="Value">What its points were worth then, before retention.</param>
internal sealed record SettledOrder(long Number, Settlement Settlement, Price Price, Money Value)
{
    /// <summary>Walks the journal once, with a pool of its own.</summary>
    public static List<SettledOrder> Some(PoolDirectory directory)
    {
        using var journal = directory.OpenToRead();
        var pool = new Pool(Replay.PlanOf(journal));
        var chosen = new List<SettledOrder>();
        SettledOrder? last = null;
        foreach (var record in Replay.Records(journal, 0, journal.End()))
        {
            foreach (var happened in OneByOne(record.Event))
            {
                pool.Apply(happened, record.At, record.Position);
                if (SettledBy(happened) is { } order)
                {
                    last = new(pool.Totals.Orders, order, pool.Backing.Price, Worth(order, pool.Backing));
                    if (last.Number <= 3 || IsPowerOfTen(last.Number))
                    {
                        chosen.Add(last);
                    }
                }
            }
        }

        if (last is not null && chosen[^1].Number != last.Number)
        {
            chosen.Add(last);
        }

        return chosen;
    }

    // A record that finalises many orders is taken apart, so that each order shows its own price.
    private static IEnumerable<PoolEvent> OneByOne(PoolEvent happened) => happened is PoolEvent.DueProcessed due
        ? due.Items.Select(item => new PoolEvent.DueProcessed(due.Clock, [item]))
        : [happened];

    private static Settlement? SettledBy(PoolEvent happened) => happened switch
    {
        PoolEvent.OrderSettled { Settlement: var order } => order,
        PoolEvent.DueProcessed { Items: [DueItem.OrderFinal { Settlement: var order }] } => order,
        _ => null,
    };

    private static Money Worth(Settlement order, Backing backing) => backing.Value(Points.FromUnits(
        order.Points.Units * Decimals.PowerOfTen(backing.Scale - order.Scale)));

    private static bool IsPowerOfTen(long number)
    {
        while (number % 10 == 0)
        {
            number /= 10;
        }

        return number == 1;
    }
}
