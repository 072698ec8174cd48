using System.Buffers.Binary;
using System.Text;

namespace Wellspring.Core;

/// <summary>Writes the house's binary form: LEB128 integers, zig-zag for signed ones, length-prefixed UTF-8.</summary>
public sealed class WireWriter(int capacity = 256)
{
    private byte[] _buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value)
    {
        Room(1);
        _buffer[Length++] = value;
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Unsigned(ulong value)
    {
        Room(10);
        while (value >= 0x80)
        {
            _buffer[Length++] = (byte)((value & 0x7F) | 0x80);
            value >>= 7;
        }

        _buffer[Length++] = (byte)value;
    }

    public void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    public void Money(Money money) => Unsigned((ulong)money.Units);

    public void Points(Points points) => Unsigned((ulong)points.Units);

    public void Text(string? text)
    {
        // Length plus one, so that null and "" differ.
        if (text is null)
        {
            Byte(0);
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most < 127)
        {
            Room(most + 1);
            var count = Encoding.UTF8.GetBytes(text, _buffer.AsSpan(Length + 1));
            _buffer[Length] = (byte)(count + 1);
            Length += count + 1;
            return;
        }

        var exact = Encoding.UTF8.GetByteCount(text);
        Unsigned((ulong)exact + 1);
        Room(exact);
        Length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(Length));
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>
    /// Opens a group whose length will stand before it, so that fields can be added at its end in later releases.
    /// </summary>
    public int OpenGroup()
    {
        Byte(0);
        return Length;
    }

    /// <summary>Closes the group: writes its length, making room where one byte is not enough.</summary>
    public void CloseGroup(int start)
    {
        var length = Length - start;
        if (length < 0x80)
        {
            _buffer[start - 1] = (byte)length;
            return;
        }

        var more = length < 1 << 14 ? 1 : length < 1 << 21 ? 2 : length < 1 << 28 ? 3 : 4;
        Room(more);
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + more));
        for (var index = 0; index <= more; index++)
        {
            _buffer[start - 1 + index] = (byte)(((length >> (7 * index)) & 0x7F) | (index < more ? 0x80 : 0));
        }

        Length += more;
    }

    /// <summary>Four bytes to be filled in later by <see cref="Patch"/>, little-endian.</summary>
    public int Reserve()
    {
        Room(4);
        Length += 4;
        return Length - 4;
    }

    public void Patch(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(at), value);

    private void Room(int more)
    {
        if (Length + more > _buffer.Length)
        {
            var wanted = Math.Max(_buffer.Length * 2L, Length + (long)more);
            Array.Resize(ref _buffer, (int)Math.Min(wanted, Array.MaxLength));
        }
    }
}

/// <summary>
/// Reads what <see cref="WireWriter"/> wrote. Anything that cannot have been written is <see cref="WireException"/>.
/// </summary>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position >= _bytes.Length;

    public byte Byte()
    {
        if (Position >= _bytes.Length)
        {
            throw new WireException("the bytes end too early");
        }

        return _bytes[Position++];
    }

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        _ => throw new WireException("a flag is 0 or 1"),
    };

    public ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Byte();
            if (shift == 63 && part > 1)
            {
                break;
            }

            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new WireException("an integer is longer than 64 bits");
    }

    public long Signed()
    {
        var raw = Unsigned();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    public long Natural() => Unsigned() is var value and <= long.MaxValue
        ? (long)value
        : throw new WireException("an amount is larger than 63 bits");

    public int Int() => Unsigned() is var value and <= int.MaxValue
        ? (int)value
        : throw new WireException("a count is larger than 31 bits");

    /// <summary>Opens a group and returns where it ends.</summary>
    public int OpenGroup()
    {
        var length = Int();
        return length <= _bytes.Length - Position
            ? Position + length
            : throw new WireException("the bytes end too early");
    }

    /// <summary>Leaves a group; fields of a newer release at its end are passed over.</summary>
    public void CloseGroup(int end) => Position = Position <= end
        ? end
        : throw new WireException("a group is shorter than its fields");

    public Money Money() => Core.Money.FromUnits(Natural());

    public Points Points() => Core.Points.FromUnits(Natural());

    public string? Text()
    {
        var length = Int() - 1;
        return length < 0 ? null : Encoding.UTF8.GetString(Raw(length));
    }

    public string Required() => Text() ?? throw new WireException("a required text is missing");

    public ReadOnlySpan<byte> Raw(int length)
    {
        if (length < 0 || length > _bytes.Length - Position)
        {
            throw new WireException("the bytes end too early");
        }

        Position += length;
        return _bytes.Slice(Position - length, length);
    }
}

/// <summary>Bytes that our writer cannot have written: they are damaged or from another program.</summary>
public sealed class WireException(string message) : Exception(message);
