using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Wellspring.Core;

namespace Wellspring.Shop.Database;

/// <summary>
/// One SQL statement whose holes are parameters: <c>$"SELECT … WHERE id = {id}"</c> never mixes data into the text.
/// </summary>
/// <remarks>Money, points and moments are stored as their integer units; a null hole is SQL NULL.</remarks>
[InterpolatedStringHandler]
public ref struct Sql
{
    private readonly StringBuilder _text;
    private readonly List<(object? Value, DbType Type)> _values;

    public Sql(int literalLength, int formattedCount)
    {
        _text = new(literalLength + (formattedCount * 4));
        _values = new(formattedCount);
    }

    public readonly void AppendLiteral(string text) => _text.Append(text);

    public readonly void AppendFormatted(string? value) => Add(value, DbType.String);

    public readonly void AppendFormatted(long value) => Add(value);

    public readonly void AppendFormatted(long? value) => Add(value);

    public readonly void AppendFormatted(bool value) => Add(value ? 1L : 0L);

    public readonly void AppendFormatted(byte[]? value) => Add(value, DbType.Binary);

    public readonly void AppendFormatted(Money value) => Add(value.Units);

    public readonly void AppendFormatted(Money? value) => Add(value?.Units);

    public readonly void AppendFormatted(Points value) => Add(value.Units);

    public readonly void AppendFormatted(Points? value) => Add(value?.Units);

    public readonly void AppendFormatted(Rate value) => Add((long)value.Parts);

    public readonly void AppendFormatted(Instant value) => Add(value.Milliseconds);

    public readonly void AppendFormatted(Instant? value) => Add(value?.Milliseconds);

    internal readonly DbCommand On(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = _text.ToString();
        for (var index = 0; index < _values.Count; index++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = NameOf(index);
            // A null has a type too: PostgreSQL asks for it.
            parameter.DbType = _values[index].Type;
            parameter.Value = _values[index].Value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private readonly void Add(long? value) => Add(value, DbType.Int64);

    private readonly void Add(object? value, DbType type)
    {
        _text.Append(NameOf(_values.Count));
        _values.Add((value, type));
    }

    private static string NameOf(int index) => "@p" + index.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One row of an answer, read by column number.</summary>
public readonly struct Row(DbDataReader reader)
{
    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public long Integer(int column) => NumberOf(reader.GetValue(column))
        ?? throw new InvalidCastException($"column {reader.GetName(column)} is no whole number");

    public long? IntegerOrNull(int column) => reader.IsDBNull(column) ? null : Integer(column);

    public bool Flag(int column) => Integer(column) != 0;

    public byte[] Bytes(int column) => (byte[])reader[column];

    public byte[]? BytesOrNull(int column) => reader.IsDBNull(column) ? null : (byte[])reader[column];

    public Money Money(int column) => Core.Money.FromUnits(Integer(column));

    public Money? MoneyOrNull(int column) => reader.IsDBNull(column) ? null : Money(column);

    public Points Points(int column) => Core.Points.FromUnits(Integer(column));

    public Rate Rate(int column) => Core.Rate.FromParts((int)Integer(column));

    public Instant At(int column) => new(Integer(column));

    public int Columns => reader.FieldCount;

    public string NameOf(int column) => reader.GetName(column);

    /// <summary>As it is stored: a number, text, bytes or null.</summary>
    public object? Stored(int column) => reader.IsDBNull(column) ? null
        : reader.GetValue(column) is var stored && NumberOf(stored) is { } number ? number
        : stored;

    public Instant? AtOrNull(int column) => reader.IsDBNull(column) ? null : At(column);

    /// <summary>A stored number, whatever its width: sums are wider in PostgreSQL; null for null.</summary>
    internal static long? NumberOf(object? stored) => stored switch
    {
        long number => number,
        int number => number,
        bool flag => flag ? 1 : 0,
        decimal sum => checked((long)sum),
        BigInteger sum => checked((long)sum),
        _ => null,
    };
}
