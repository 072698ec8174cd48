using System.Buffers.Binary;
using System.IO.Compression;

namespace Wellspring.Cli.Orders;

/// <summary>A gzip file being read, that can tell at its end whether all of it was there.</summary>
/// <remarks>
/// <see cref="GZipStream"/> takes a file that was cut short for one that ends. Every gzip file says in its last four
/// bytes how long its content is, so the count of what came out shows a cut.
/// </remarks>
internal sealed class WholeGzip(Stream file) : Stream
{
    private readonly uint _stated = StatedLength(file);
    private readonly GZipStream _unpacked = new(file, CompressionMode.Decompress, leaveOpen: true);
    private ulong _read;

    /// <summary>Asked at the end: whether as much came out as the file says it holds.</summary>
    public bool IsWhole => (uint)(_read % (1UL << 32)) == _stated;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the file begins as every gzip file does, and no UTF-8 text can.</summary>
    public static bool IsGzip(Stream file)
    {
        Span<byte> start = stackalloc byte[2];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == start.Length && BinaryPrimitives.ReadUInt16BigEndian(start) == 0x1F8B;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = _unpacked.Read(buffer);
        _read += (ulong)read;
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private static uint StatedLength(Stream file)
    {
        Span<byte> end = stackalloc byte[4];
        if (file.Length < end.Length)
        {
            return 0;
        }

        file.Position = file.Length - end.Length;
        file.ReadExactly(end);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(end);
    }
}
