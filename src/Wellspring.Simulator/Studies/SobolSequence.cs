using System.Numerics;

namespace Wellspring.Simulator.Studies;

/// <summary>
/// Points that fill a box evenly (Sobol's sequence, with the direction numbers of Joe and Kuo, 2008), shifted at random
/// by a seed.
/// </summary>
internal sealed class SobolSequence
{
    public const int MostDimensions = 20;

    private const int Bits = 32;

    // Degree and coefficients of a primitive polynomial, then the first direction numbers; dimension 1 needs none.
    private static readonly int[][] Directions =
    [
        [1, 0, 1], [2, 1, 1, 3], [3, 1, 1, 3, 1], [3, 2, 1, 1, 1], [4, 1, 1, 1, 3, 3], [4, 4, 1, 3, 5, 13],
        [5, 2, 1, 1, 5, 5, 17], [5, 4, 1, 1, 5, 5, 5], [5, 7, 1, 1, 7, 11, 19], [5, 11, 1, 1, 5, 1, 1],
        [5, 13, 1, 1, 1, 3, 11], [5, 14, 1, 3, 5, 5, 31], [6, 1, 1, 3, 3, 9, 7, 49], [6, 13, 1, 1, 1, 15, 21, 21],
        [6, 16, 1, 3, 1, 13, 27, 49], [6, 19, 1, 1, 1, 15, 7, 5], [6, 22, 1, 3, 1, 15, 13, 25],
        [6, 25, 1, 1, 5, 5, 19, 61], [7, 1, 1, 3, 7, 11, 23, 15, 103],
    ];

    private readonly uint[][] _directions;
    private readonly uint[] _shift;

    public SobolSequence(int dimensions, Draws draws)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, MostDimensions);
        _directions = [.. Enumerable.Range(0, dimensions).Select(DirectionsOf)];
        _shift = [.. Enumerable.Range(0, dimensions).Select(place => (uint)(draws.Next(Purpose.Shape, place) >> 32))];
    }

    /// <summary>The point of a number from 0, each place from 0 to below 1.</summary>
    public double[] At(int number)
    {
        var point = new double[_directions.Length];
        for (var place = 0; place < point.Length; place++)
        {
            var sum = _shift[place];
            for (var rest = (uint)number; rest != 0; rest &= rest - 1)
            {
                sum ^= _directions[place][BitOperations.TrailingZeroCount(rest)];
            }

            point[place] = (sum + 0.5) / (1L << Bits);
        }

        return point;
    }

    private static uint[] DirectionsOf(int dimension)
    {
        var all = new uint[Bits];
        if (dimension == 0)
        {
            for (var bit = 0; bit < Bits; bit++)
            {
                all[bit] = 1u << (Bits - 1 - bit);
            }

            return all;
        }

        var given = Directions[dimension - 1];
        var (degree, coefficients) = (given[0], given[1]);
        for (var bit = 0; bit < Bits; bit++)
        {
            if (bit < degree)
            {
                all[bit] = (uint)given[2 + bit] << (Bits - 1 - bit);
                continue;
            }

            all[bit] = all[bit - degree] ^ (all[bit - degree] >> degree);
            for (var term = 1; term < degree; term++)
            {
                all[bit] ^= ((coefficients >> (degree - 1 - term)) & 1) == 1 ? all[bit - term] : 0;
            }
        }

        return all;
    }
}
