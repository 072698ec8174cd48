using Wellspring.Engine.Journals;

namespace Wellspring.Storage;

/// <summary>Takes a journal from one store to another 迁移: the same bytes, the same hashes, the same names.</summary>
public static class JournalCopy
{
    /// <param name="progress">Told now and then how many records were copied, and of how many.</param>
    /// <returns>Where both journals end.</returns>
    /// <exception cref="JournalDamagedException">The source is damaged, or the copy is not what was read.</exception>
    /// <exception cref="InvalidOperationException">There is a journal already where the copy should go.</exception>
    public static JournalEnd Run(IJournalStore from, IJournalStore to, Action<long, long>? progress = null)
    {
        if (!to.IsBlank)
        {
            throw new InvalidOperationException("a journal is copied to where none is");
        }

        using var source = from.OpenToRead();
        var end = source.End();
        using (var copy = to.OpenToWrite(source.NameKey()))
        {
            Append(source, copy, end, progress);
        }

        using var read = to.OpenToRead();
        var copied = read.End();
        return copied.Position == end.Position && copied.Hash.Span.SequenceEqual(end.Hash.Span)
            ? end
            : throw new JournalDamagedException(copied.Position, "copy-differs");
    }

    private static void Append(IJournal source, IJournal copy, JournalEnd end, Action<long, long>? progress)
    {
        var at = new JournalEnd(0, JournalBatch.NoHash);
        foreach (var batch in source.Read(0))
        {
            if (batch.First >= end.Position)
            {
                break;
            }

            // Checked against its hash and the one before, so that damage is not carried on.
            JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, at.Hash.Span);
            copy.Append(at, batch with { Names = batch.First == 0 ? [.. source.Names()] : [] });
            at = new(batch.Next, batch.Hash);
            progress?.Invoke(at.Position, end.Position);
        }

        if (at.Position != end.Position)
        {
            throw new JournalDamagedException(at.Position, "gap");
        }
    }
}
