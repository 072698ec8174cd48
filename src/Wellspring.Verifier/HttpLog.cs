using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Wellspring.Proof;

namespace Wellspring.Verifying;

/// <summary>A log at its server: the addresses under <c>/log</c> of wherever it stands there.</summary>
internal sealed class HttpLog(HttpClient http, Uri server) : ILogSource
{
    private const int Page = 1_000;
    private const int MostAnswer = 4 << 20;
    private const int MostPage = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    public bool Proves => true;

    /// <summary>A client that takes no longer answers than any log gives, and does not wait for ever.</summary>
    public static HttpClient Client() =>
        new(new ComesAgain()) { Timeout = Patience, MaxResponseContentBufferSize = MostAnswer };

    public Task<string> KeyAsync(CancellationToken cancellation) => http.GetStringAsync(At("key"), cancellation);

    public Task<string> CheckpointAsync(CancellationToken cancellation) =>
        http.GetStringAsync(At("checkpoint"), cancellation);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(
        long from, long until, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (from < until)
        {
            var page = await PageAsync(from, Math.Min(until, from + Page), cancellation);
            foreach (var entry in page)
            {
                yield return entry;
            }

            // A server that hands out nothing more has lost what it signed; the root will not come out.
            if (page.Count == 0)
            {
                yield break;
            }

            from += page.Count;
        }
    }

    public async Task<IReadOnlyList<Digest>> ConsistencyAsync(
        long earlier, long later, CancellationToken cancellation) =>
        Read(await http.GetStringAsync(At($"consistency?old={earlier}&new={later}"), cancellation), later, Hashes);

    public async Task<(ReadOnlyMemory<byte> Entry, IReadOnlyList<Digest> Proof)> InclusionAsync(
        long index, long size, CancellationToken cancellation) =>
        Read(
            await http.GetStringAsync(At($"inclusion?index={index}&size={size}"), cancellation), index,
            answer => (
                new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(answer.GetProperty("entry").GetString() ?? "")),
                Hashes(answer)));

    /// <summary>Tells the log that a witness saw its checkpoint.</summary>
    public async Task<bool> TellAsync(string cosigned, CancellationToken cancellation)
    {
        using var body = new StringContent(cosigned);
        using var answer = await http.PostAsync(At("cosignature"), body, cancellation);
        return answer.IsSuccessStatusCode;
    }

    private static IReadOnlyList<Digest> Hashes(JsonElement answer) =>
    [
        .. answer.GetProperty("proof").EnumerateArray()
            .Select(one => Digest.FromBase64(one.GetString() ?? "") ?? throw new FormatException("no hash")),
    ];

    private static T Read<T>(string text, long at, Func<JsonElement, T> read)
    {
        try
        {
            using var answer = JsonDocument.Parse(text);
            return read(answer.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            throw new LogFaultException("proof-unreadable", at,
                $"证明读不出来：{broken.Message}", $"The proof cannot be read: {broken.Message}");
        }
    }

    // The client's own patience ends with the head of an answer; this one with the page's last byte.
    private async Task<List<ReadOnlyMemory<byte>>> PageAsync(long from, long until, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var (entries, bytes) = (new List<ReadOnlyMemory<byte>>(), 0L);
        try
        {
            await using var page = await http.GetStreamAsync(
                At($"entries?from={from}&to={until}"), patience.Token);
            await foreach (var entry in EntryLines.OfAsync(page, patience.Token))
            {
                bytes += entry.Length;
                if (entries.Count == until - from || bytes > MostPage)
                {
                    throw new HttpRequestException($"a page of entries from {from} that is too long");
                }

                entries.Add(entry);
            }

            return entries;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"no page of entries from {from} in {Patience.TotalSeconds} s");
        }
    }

    private Uri At(string place) => new(server, $"{server.AbsolutePath.TrimEnd('/')}/log/{place}");
}
