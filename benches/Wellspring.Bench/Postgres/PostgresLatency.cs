using System.Diagnostics;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Bench.Postgres;

/// <summary>
/// How long a durable answer takes when orders come at a steady rate, whether or not those before are answered.
/// </summary>
internal static class PostgresLatency
{
    public static void Run(Measurement measurement, PoolDirectory directory, long first)
    {
        var (quick, next) = (measurement.Options.Quick, first);
        (int Rate, int Seconds)[] loads = [(1, quick ? 3 : 60), (100, quick ? 2 : 20), (10_000, quick ? 2 : 20)];
        var writer = PoolWriter.Start(directory.OpenToWrite(Given.WorkedExample), new());
        try
        {
            OfferAsync(writer, next, 200, 200, measurement.Options.Members).GetAwaiter().GetResult();
            next += 200;
            foreach (var (rate, seconds) in loads)
            {
                var count = rate * seconds;
                var waited = OfferAsync(writer, next, count, rate, measurement.Options.Members)
                    .GetAwaiter().GetResult();
                next += count;
                Array.Sort(waited);
                measurement.Add(new($"PostgreSQL, {rate:N0} orders/s offered one by one: p50", "ms", "N2",
                    [waited[count / 2]]));
                measurement.Add(new("… p99", "ms", "N2", [waited[Math.Min(count - 1, count * 99 / 100)]]));
            }
        }
        finally
        {
            writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        measurement.Note("Latency: from the moment an order was due to be sent until its answer, so that a stall "
            + "counts for all that came due in it; no order waits for another's answer. "
            + "At 1 order/s p99 is the worst.");
    }

    // Milliseconds of each order, from its due time on.
    private static async Task<double[]> OfferAsync(PoolWriter writer, long first, int count, int rate, int members)
    {
        var commands = Given.Block(first, count, members);
        var waited = new double[count];
        var answers = new Task[count];
        var watch = Stopwatch.StartNew();
        for (var index = 0; index < count; index++)
        {
            var due = TimeSpan.FromTicks(TimeSpan.TicksPerSecond * index / rate);
            while (watch.Elapsed < due)
            {
                if (due - watch.Elapsed is var left && left > TimeSpan.FromMilliseconds(2))
                {
                    await Task.Delay(left - TimeSpan.FromMilliseconds(1));
                }
                else
                {
                    await Task.Yield();
                }
            }

            answers[index] = AnswerAsync(index, due);
        }

        await Task.WhenAll(answers);
        return waited;

        async Task AnswerAsync(int index, TimeSpan due)
        {
            var answer = await writer.SubmitAsync(commands[index], CancellationToken.None);
            waited[index] = (watch.Elapsed - due).TotalMilliseconds;
            if (answer.Kind is not AnswerKind.Done)
            {
                throw new InvalidOperationException("every order of a measurement settles");
            }
        }
    }
}
