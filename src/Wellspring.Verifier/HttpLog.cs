using System.Runtime.CompilerServices;
using System.Text.Json;
using Wellspring.Proof;

namespace Wellspring.Verifying;

/// <summary>A log at its server: the addresses under <c>/log</c>.</summary>
internal sealed class HttpLog(HttpClient http, Uri server) : ILogSource
{
    private const int Page = 1_000;

    public bool Proves => true;

    public Task<string> KeyAsync(CancellationToken cancellation) => http.GetStringAsync(At("key"), cancellation);

    public Task<string> CheckpointAsync(CancellationToken cancellation) =>
        http.GetStringAsync(At("checkpoint"), cancellation);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(
        long from, long until, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (from < until)
        {
            var got = 0;
            await using var page = await http.GetStreamAsync(
                At($"entries?from={from}&to={Math.Min(until, from + Page)}"), cancellation);
            await foreach (var entry in EntryLines.OfAsync(page, cancellation))
            {
                got++;
                yield return entry;
            }

            // A server that hands out nothing more has lost what it signed; the root will not come out.
            if (got == 0)
            {
                yield break;
            }

            from += got;
        }
    }

    public async Task<IReadOnlyList<Digest>> ConsistencyAsync(
        long earlier, long later, CancellationToken cancellation)
    {
        var text = await http.GetStringAsync(At($"consistency?old={earlier}&new={later}"), cancellation);
        try
        {
            using var answer = JsonDocument.Parse(text);
            return
            [
                .. answer.RootElement.GetProperty("proof").EnumerateArray()
                    .Select(one => Digest.FromBase64(one.GetString() ?? "") ?? throw new FormatException("no hash")),
            ];
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            throw new LogFaultException("proof-unreadable", later,
                $"一致性证明读不出来：{broken.Message}", $"The consistency proof cannot be read: {broken.Message}");
        }
    }

    /// <summary>Tells the log that a witness saw its checkpoint.</summary>
    public async Task<bool> TellAsync(string cosigned, CancellationToken cancellation)
    {
        using var body = new StringContent(cosigned);
        using var answer = await http.PostAsync(At("cosignature"), body, cancellation);
        return answer.IsSuccessStatusCode;
    }

    private Uri At(string place) => new(server, $"/log/{place}");
}
