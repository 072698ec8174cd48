using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;

namespace Wellspring.Bench;

/// <summary>The plan and the orders that everything is measured with.</summary>
internal static class Given
{
    public const int BlockSize = 1_000;
    public const int InFlight = 16;

    public static readonly Instant At = new(1_767_000_000_000);

    /// <summary>plans/worked-example.json: cap 1.2, automatic exits, no rewards paid.</summary>
    public static Plan WorkedExample { get; } = Approve(new()
    {
        Id = "worked-example",
        Profile = PlanProfile.Sandbox,
        Split = new() { UnassignedToPool = false },
        Cap = new() { Automatic = true },
        Orders = new() { AcceptFinal = true },
    });

    public static Plan Approve(PlanDraft draft) => PlanReview.TryApprove(draft, out var plan, out _)
        ? plan
        : throw new InvalidOperationException("the plan of a measurement is lawful");

    public static PoolCommand.SettleOrder Order(long number, long member) => new(
        $"c-{number}", At, $"o-{number}", $"m-{member}", "s1", Amount(number), null, ImmutableArray<OrderLine>.Empty);

    /// <summary>10.00 to 2,009.99 yuan, spread evenly and without chance.</summary>
    public static Money Amount(long number) =>
        Money.FromUnits((1_000 + (long)(Scatter(number) % 200_000)) * Money.UnitsPerFen);

    /// <summary>New members in order while there are fewer than <paramref name="members"/>, then any of them.</summary>
    public static long MemberOf(long number, int members) =>
        number < members ? number + 1 : 1 + (long)(Scatter(number * 31) % (ulong)members);

    public static PoolCommand[] Block(long first, int count, int members)
    {
        var block = new PoolCommand[count];
        for (var index = 0; index < count; index++)
        {
            block[index] = Order(first + index, MemberOf(first + index, members));
        }

        return block;
    }

    public static PoolCommand[][] Blocks(long first, long orders, int members) =>
        [.. Enumerable.Range(0, (int)(orders / BlockSize))
            .Select(block => Block(first + ((long)block * BlockSize), BlockSize, members))];

    /// <summary>Submits blocks with up to <see cref="InFlight"/> unanswered; returns when all are on disk.</summary>
    public static async Task SettleAsync(PoolWriter writer, IEnumerable<PoolCommand[]> blocks)
    {
        var unanswered = new Queue<Task<Answer[]>>();
        foreach (var block in blocks)
        {
            unanswered.Enqueue(writer.SubmitAsync(block, CancellationToken.None));
            if (unanswered.Count >= InFlight)
            {
                RequireDone(await unanswered.Dequeue());
            }
        }

        while (unanswered.TryDequeue(out var block))
        {
            RequireDone(await block);
        }
    }

    /// <summary>Settles orders that are made on the way: for filling a pool, not for timing.</summary>
    public static void Fill(PoolWriter writer, long orders, int members)
    {
        const int million = 1_000_000;
        for (var first = 0L; first < orders; first += million)
        {
            var from = first;
            var count = Math.Min(million, orders - first);
            SettleAsync(writer, Enumerable.Range(0, (int)(count / BlockSize))
                .Select(block => Block(from + ((long)block * BlockSize), BlockSize, members))).GetAwaiter().GetResult();
            Measurement.Progress($"filled with {first + count:N0} orders");
        }
    }

    // A fast refusal would look like speed.
    private static void RequireDone(Answer[] answers)
    {
        if (Array.Exists(answers, answer => answer.Kind is not AnswerKind.Done))
        {
            throw new InvalidOperationException("every order of a measurement settles");
        }
    }

    // SplitMix64: the same orders in every run and on every machine.
    private static ulong Scatter(long number)
    {
        unchecked
        {
            var mixed = ((ulong)number + 1) * 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
