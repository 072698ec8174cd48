using System.Security.Cryptography;
using System.Text;
using Wellspring.Engine.Journals;
using Wellspring.Engine.PublicLog;
using Wellspring.Proof;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Proofs;

/// <summary>The public log of the pool, worked out from its journal while the server runs.</summary>
internal sealed class JournalLog(PoolGate gate, Site site) : IProvesRecords, IDisposable
{
    private readonly SemaphoreSlim _following = new(1, 1);
    private readonly LogTree _tree = new();
    private readonly NoteSigner _signer =
        new(site.PublicUrl.Authority + "/log", NoteKeyKind.Log, RandomNumberGenerator.GetBytes(32));

    public async Task<RecordProof?> ProveAsync(long index, CancellationToken cancellation)
    {
        await _following.WaitAsync(cancellation);
        try
        {
            using var journal = gate.Directory.OpenToRead();
            foreach (var batch in journal.Read(_tree.Size))
            {
                var texts = JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, previous: default);
                for (var at = _tree.Size - batch.First; at < texts.Length; at++)
                {
                    var one = PublicRecord.Of(RecordCodec.Read(texts[(int)at].Span, batch.First + at));
                    _tree.Add(LogProof.Leaf(one));
                }
            }

            if (index >= _tree.Size)
            {
                return null;
            }

            var found = journal.Find(index)!;
            var entry = PublicRecord.Of(
                RecordCodec.Read(JournalBatch.Find(found.First, found.Payload, index).Span, index));
            var point = new Checkpoint(_signer.Verifier.Name, _tree.Size, _tree.Root, []);
            return new(
                point.Origin, Encoding.UTF8.GetString(entry), [.. _tree.Inclusion(index, _tree.Size)],
                new SignedNote(point.ToString(), []).SignedBy(_signer).ToString(), _signer.Verifier.ToString());
        }
        finally
        {
            _following.Release();
        }
    }

    public void Dispose() => _following.Dispose();
}
