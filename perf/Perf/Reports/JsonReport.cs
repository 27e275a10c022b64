using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Perf.Machine;
using OpenSQT.Lmax.Perf.Measuring;

namespace OpenSQT.Lmax.Perf.Reports;

/// <summary>Everything that was measured as one line of JSON.</summary>
public static class JsonReport
{
    public static string Of(MachineFacts machine, NoiseFloor floor, IReadOnlyList<BenchResult> results)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, machine, floor);
            json.WriteStartArray("results");
            foreach (BenchResult result in results) Write(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, MachineFacts machine, NoiseFloor floor)
    {
        json.WriteStartObject("machine");
        json.WriteString("cpu", machine.Cpu);
        json.WriteNumber("cores", machine.Cores);
        json.WriteString("os", machine.Os);
        json.WriteString("runtime", machine.Runtime);
        json.WriteString("gc", machine.Gc);
        json.WriteString("commit", machine.Commit);
        json.WriteString("measuredAt", machine.MeasuredAt);
        json.WriteStartObject("noiseFloor");
        json.WriteNumber("pingPongP50Ns", floor.PingPong.GetValueAtPercentile(50));
        json.WriteNumber("pingPongP99Ns", floor.PingPong.GetValueAtPercentile(99));
        json.WriteNumber("hiccupP50Ns", floor.Hiccup.GetValueAtPercentile(50));
        json.WriteNumber("hiccupP99Ns", floor.Hiccup.GetValueAtPercentile(99));
        json.WriteNumber("hiccupMaxNs", floor.LongestHiccupNs);
        json.WriteNumber("longestStallNs", floor.LongestStallNs);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BenchResult result)
    {
        json.WriteStartObject();
        json.WriteString("name", result.Name);
        json.WriteNumber("rate", result.Rate);
        json.WriteNumber("p50Ns", result.PercentileNs(50));
        json.WriteNumber("p99Ns", result.PercentileNs(99));
        json.WriteNumber("p999Ns", result.PercentileNs(99.9));
        json.WriteNumber("maxNs", result.MaxNs);
        json.WriteNumber("perSecond", Math.Round(result.PerSecond, 1));
        json.WriteNumber("worstPerSecond", Math.Round(result.WorstPerSecond, 1));
        json.WriteNumber("allocatedBytesPerOp", Math.Round(result.AllocatedBytesPerOp, 3));
        if (result.AllocationBudget is { } budget) json.WriteNumber("allocationBudget", budget);
        json.WriteNumber("gen0", result.Collections.Gen0);
        json.WriteNumber("gen1", result.Collections.Gen1);
        json.WriteNumber("gen2", result.Collections.Gen2);
        if (result.Note.Length > 0) json.WriteString("note", result.Note);
        json.WriteEndObject();
    }
}
