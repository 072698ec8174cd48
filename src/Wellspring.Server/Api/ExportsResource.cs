using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Server.Access;
using Wellspring.Server.Hosting;
using Wellspring.Shop;
using Wellspring.Shop.Access;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Api;

/// <summary><c>/v1/exports</c>: the journal for other programs, streamed.</summary>
internal static class ExportsResource
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup("/exports").WithTags("exports")
            .RequireAuthorization(Policies.Scope(Scopes.Exports));
        exports.MapGet("/journal", Journal).Produces<JsonElement>(200, "application/jsonl")
            .Fails(400, 401, 403, 429, 503)
            .WithSummary("All records from a position on, one JSON object a line, up to the end when it was asked for.")
            .WithMetadata(new LimitedBy(Limiting.Export)).DisableRequestTimeout();
        exports.MapGet("/audit", Pack).Produces<JsonElement>(200, "application/zip")
            .Fails(401, 403, 429, 503)
            .WithSummary("A masked, signed audit pack as it is now: one zip that proves itself.")
            .WithMetadata(new LimitedBy(Limiting.Export)).DisableRequestTimeout();
    }

    // Written whole before the first byte leaves: a pack that breaks off would prove nothing.
    private static async Task<IResult> Pack(Site site, CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), Ids.New("pack") + ".zip");
        using var key = PackKey.Open(site.KeyFolder);
        await Task.Run(() => AuditPack.WriteZip(
            site.Pool.Directory, site.Database, key, path, new(), cancellation.ThrowIfCancellationRequested),
            cancellation);
        return Results.File(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.DeleteOnClose),
            "application/zip", "audit-pack.zip");
    }

    private static IResult Journal(PoolGate gate, long? from = null) => from < 0
        ? Problem.BadInput("bad-parameter", "from 不能是负数；请从 0 开始。", "from is not negative; begin at 0.", "from")
        : new JournalStream(gate, from ?? 0);

    /// <summary>Writes batch after batch, as fast as the caller reads: never more than one in memory.</summary>
    private sealed class JournalStream(PoolGate gate, long from) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancellation = httpContext.RequestAborted;
            httpContext.Response.ContentType = "application/jsonl";
            using var journal = gate.Directory.OpenToRead();
            var end = journal.End().Position;
            foreach (var batch in journal.Read(from).TakeWhile(batch => batch.First < end))
            {
                var records = RecordsOf(batch);
                var numbers = Numbers(records);
                var names = await gate.ReadAsync(
                    desk => numbers.ToDictionary(number => number, desk.Names.NameOf), cancellation);
                await httpContext.Response.Body.WriteAsync(TextOf(records, number => names[number]), cancellation);
            }
        }

        private List<JournalRecord> RecordsOf(JournalBatch batch)
        {
            var texts = JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, previous: default);
            var records = new List<JournalRecord>(texts.Length);
            for (var index = 0; index < texts.Length; index++)
            {
                if (batch.First + index >= from)
                {
                    records.Add(RecordCodec.Read(texts[index].Span, batch.First + index));
                }
            }

            return records;
        }

        // Written once without names to learn whose are needed: only the pool's writer may read them.
        private static HashSet<MemberNumber> Numbers(List<JournalRecord> records)
        {
            var numbers = new HashSet<MemberNumber>();
            TextOf(records, number =>
            {
                numbers.Add(number);
                return "";
            });
            return numbers;
        }

        private static ReadOnlyMemory<byte> TextOf(List<JournalRecord> records, Func<MemberNumber, string> nameOf)
        {
            using var text = new MemoryStream();
            foreach (var record in records)
            {
                using (var writer = new Utf8JsonWriter(text, new() { Encoder = ApiParts.Json.Encoder }))
                {
                    RecordText.Write(writer, record, nameOf);
                }

                text.WriteByte((byte)'\n');
            }

            return text.ToArray();
        }
    }
}
