using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Reports;

/// <summary>The studies of a report as tables.</summary>
internal static class StudyTables
{
    public static IEnumerable<ReportTable> Fan(FanStudy fan)
    {
        yield return ReportTable.Of(
            "fan", fan.Ages.Select((age, place) => (Age: age, Place: place)).ToArray(),
            ColumnOf<(int Age, int Place)>.Count("daysAfterJoining", row => row.Age),
            ColumnOf<(int Age, int Place)>.Part("p5", row => fan.P5[row.Place]),
            ColumnOf<(int Age, int Place)>.Part("p25", row => fan.P25[row.Place]),
            ColumnOf<(int Age, int Place)>.Part("p75", row => fan.P75[row.Place]),
            ColumnOf<(int Age, int Place)>.Part("p95", row => fan.P95[row.Place]));
        yield return ReportTable.Of(
            "fan-samples",
            fan.Samples.SelectMany(sample =>
                sample.Path.Select((value, place) => (sample.Draw, place, value))).ToArray(),
            ColumnOf<(int Draw, int Place, long Value)>.Count("draw", row => row.Draw),
            ColumnOf<(int Draw, int Place, long Value)>.Count("daysAfterJoining", row => fan.Ages[row.Place]),
            ColumnOf<(int Draw, int Place, long Value)>.Part("together", row => row.Value));
    }

    public static ReportTable Tornado(TornadoStudy study) => ReportTable.Of(
        "tornado", study.Bars,
        [
            ColumnOf<TornadoBar>.Words("knob", bar => bar.Knob.Name),
            ColumnOf<TornadoBar>.Estimate("from", bar => bar.Knob.From),
            ColumnOf<TornadoBar>.Estimate("to", bar => bar.Knob.To),
            ColumnOf<TornadoBar>.Estimate("now", bar => bar.Now),
            .. Headline.Figures.Select(figure =>
                ColumnOf<TornadoBar>.Part($"{figure.Name}.atFrom", bar => figure.Of(bar.AtFrom))),
            .. Headline.Figures.Select(figure =>
                ColumnOf<TornadoBar>.Part($"{figure.Name}.atTo", bar => figure.Of(bar.AtTo))),
        ]);

    public static ReportTable Sobol(SobolStudy study)
    {
        var rows = study.Outcomes.SelectMany(outcome => study.Box.Zip(
            outcome.Indices, (knob, index) => (Figure: outcome.Figure.Name, Knob: knob, Index: index))).ToArray();
        return ReportTable.Of(
            "sobol", rows,
            Words("figure", row => row.Figure), Words("knob", row => row.Knob.Name),
            Estimate("from", row => row.Knob.From), Estimate("to", row => row.Knob.To),
            Estimate("s1", row => row.Index.First.Value), Estimate("s1.p5", row => row.Index.First.P5),
            Estimate("s1.p95", row => row.Index.First.P95), Estimate("st", row => row.Index.Total.Value),
            Estimate("st.p5", row => row.Index.Total.P5), Estimate("st.p95", row => row.Index.Total.P95));

        static ColumnOf<(string Figure, Knob Knob, SobolIndex Index)> Words(
            string name, Func<(string Figure, Knob Knob, SobolIndex Index), string> cell) =>
            ColumnOf<(string Figure, Knob Knob, SobolIndex Index)>.Words(name, cell);

        static ColumnOf<(string Figure, Knob Knob, SobolIndex Index)> Estimate(
            string name, Func<(string Figure, Knob Knob, SobolIndex Index), double?> cell) =>
            ColumnOf<(string Figure, Knob Knob, SobolIndex Index)>.Estimate(name, cell);
    }

    public static ReportTable Replications(ReplicationStudy study) => ReportTable.Of(
        "replications", study.Figures,
        ColumnOf<ReplicatedFigure>.Words("figure", one => one.Figure.Name),
        ColumnOf<ReplicatedFigure>.Count("runs", one => one.Plain.Runs),
        ColumnOf<ReplicatedFigure>.Estimate("mean", one => one.Best.Mean),
        ColumnOf<ReplicatedFigure>.Estimate("error", one => one.Best.Error),
        ColumnOf<ReplicatedFigure>.Estimate("low", one => one.Best.Low),
        ColumnOf<ReplicatedFigure>.Estimate("high", one => one.Best.High));
}
