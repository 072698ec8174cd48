using System.Text.Json;

namespace Wellspring.Simulator.Studies;

/// <summary>A mean over runs and how far it may be off by chance.</summary>
/// <param name="Deviation">Between runs.</param>
/// <param name="Error">The standard error of the mean; 0 where nothing is known of it.</param>
/// <param name="Low">Where the 95 % interval begins.</param>
/// <param name="High">Where it ends.</param>
public readonly record struct Estimate(int Runs, double Mean, double Deviation, double Error, double Low, double High)
{
    // Student's t for a two-sided interval of 95 %, by degrees of freedom from 1.
    private static readonly double[] Student =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Whether there was more than one run, so that an error can be told.</summary>
    public bool IsKnown => Runs > 1;

    /// <param name="lost">Degrees of freedom that were spent beforehand: 1 for the mean, 2 with a control.</param>
    public static Estimate Of(IReadOnlyCollection<double> values, int lost = 1)
    {
        var mean = values.Sum() / values.Count;
        var freedom = values.Count - lost;
        if (freedom < 1)
        {
            return new(values.Count, mean, 0, 0, mean, mean);
        }

        var squares = values.Sum(value => (value - mean) * (value - mean));
        var deviation = Math.Sqrt(squares / freedom);
        var error = deviation / Math.Sqrt(values.Count);
        var reach = error * (freedom <= Student.Length ? Student[freedom - 1] : 1.96 + (2.5 / freedom));
        return new(values.Count, mean, deviation, error, mean - reach, mean + reach);
    }

    public void Write(Utf8JsonWriter writer)
    {
        StudyOrigin.Write(writer, "mean", Mean);
        StudyOrigin.WriteOrNull(writer, "deviation", IsKnown ? Deviation : null);
        StudyOrigin.WriteOrNull(writer, "error", IsKnown ? Error : null);
        StudyOrigin.WriteOrNull(writer, "low", IsKnown ? Low : null);
        StudyOrigin.WriteOrNull(writer, "high", IsKnown ? High : null);
    }
}
