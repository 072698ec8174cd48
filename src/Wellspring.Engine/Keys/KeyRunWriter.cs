using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wellspring.Engine.Keys;

/// <summary>Writes one run, page by page, from entries that come in order; of equal keys it keeps the first.</summary>
internal sealed class KeyRunWriter : IDisposable
{
    private const int TailWords = 65_536;

    private readonly string _path;
    private readonly long _number;
    private readonly SafeFileHandle _file;
    private readonly KeyFilter _filter;
    private readonly List<ulong> _fences;
    private readonly byte[] _chunk = new byte[KeyRun.ChunkPages * KeyRun.PageBytes];
    private int _chunkStart;
    private KeyEntry _last;
    private bool _finished;

    /// <param name="keyLimit">At least as many keys as will come: the filter is sized for them.</param>
    public KeyRunWriter(string folder, long number, long keyLimit)
    {
        _number = number;
        _path = KeyRun.PathOf(folder, number);
        _filter = new(new ulong[KeyFilter.WordsFor(keyLimit)]);
        _fences = new(checked((int)(keyLimit / KeyRun.PageEntries) + 1));
        _file = File.OpenHandle(
            _path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete,
            FileOptions.RandomAccess);
    }

    public long Keys { get; private set; }

    /// <summary>What the filter and the fences take until the run is finished, and for as long as it is used.</summary>
    public long MemoryBytes => ((long)_filter.Words.Length + _fences.Capacity) * sizeof(ulong);

    public void Add(in KeyEntry entry)
    {
        if (Keys > 0 && entry.HasKeyOf(_last))
        {
            return;
        }

        var index = (int)(Keys % KeyRun.PageEntries);
        if (index == 0)
        {
            EndPage();
            _fences.Add(entry.High);
        }

        var page = PageInChunk(_fences.Count - 1);
        MemoryMarshal.Write(page[(index * KeyEntry.Bytes)..], in entry);
        _filter.Add(entry);
        _last = entry;
        Keys++;
    }

    /// <summary>Returns the run when all of it is on disk.</summary>
    public KeyRun Finish(int tier)
    {
        EndPage();
        WriteChunk();

        var fences = _fences.ToArray();
        var header = new KeyRunHeader(
            KeyRunHeader.RightMagic, KeyRunHeader.RightVersion, tier, _number, Keys, _filter.Words.Length, 0);
        header = header with { TailHash = WriteTail(header.TailOffset, fences, _filter.Words) };

        RandomAccess.Write(_file, MemoryMarshal.AsBytes(new ReadOnlySpan<KeyRunHeader>(in header)), 0);
        RandomAccess.FlushToDisk(_file);
        _finished = true;
        return new(_file, header, fences, _filter);
    }

    /// <summary>An unfinished run leaves nothing behind; the file of a finished one is the run's now.</summary>
    public void Dispose()
    {
        if (!_finished)
        {
            _file.Dispose();
            File.Delete(_path);
        }
    }

    private Span<byte> PageInChunk(int number) =>
        _chunk.AsSpan(number % KeyRun.ChunkPages * KeyRun.PageBytes, KeyRun.PageBytes);

    private void EndPage()
    {
        if (_fences.Count == 0)
        {
            return;
        }

        var number = _fences.Count - 1;
        var page = PageInChunk(number);
        MemoryMarshal.Write(page[^sizeof(ulong)..], KeyRun.PageHash(_number, number, page));
        if (_fences.Count % KeyRun.ChunkPages == 0)
        {
            WriteChunk();
        }
    }

    /// <summary>Writes the pages that have gathered, and wipes them: a half-full last page ends in zeroes.</summary>
    private void WriteChunk()
    {
        var bytes = _chunk.AsSpan(0, (_fences.Count - _chunkStart) * KeyRun.PageBytes);
        RandomAccess.Write(_file, bytes, (1L + _chunkStart) * KeyRun.PageBytes);
        bytes.Clear();
        _chunkStart = _fences.Count;
    }

    private ulong WriteTail(long offset, params ReadOnlySpan<ulong[]> parts)
    {
        var hash = new XxHash3();
        foreach (var part in parts)
        {
            for (var first = 0; first < part.Length; first += TailWords)
            {
                var bytes = MemoryMarshal.AsBytes(part.AsSpan(first, Math.Min(TailWords, part.Length - first)));
                RandomAccess.Write(_file, bytes, offset);
                hash.Append(bytes);
                offset += bytes.Length;
            }
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
