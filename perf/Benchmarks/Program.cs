using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using OpenSQT.Lmax.Benchmarks;

// Measured in this process, so that no project has to be generated and built. Arguments are those of BenchmarkDotNet
// (--filter '*Decode*'), and --smoke: as short as possible, because there only allocations mean anything. The counter
// is that of the process: so many calls make less than a byte each of what the runtime allocates beside them.
bool isSmoke = args.Contains("--smoke");
string artifacts = Path.Combine(Path.GetTempPath(), $"opensqt-benchmarks-{Environment.ProcessId}");
Job job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
if (isSmoke) job = job.WithWarmupCount(1).WithIterationCount(1).WithInvocationCount(65_536).WithUnrollFactor(16);
IConfig config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .WithOptions(ConfigOptions.DisableLogFile)
    .WithArtifactsPath(artifacts);
string[] arguments = [.. args.Where(argument => argument != "--smoke")];
if (arguments.Length == 0) arguments = ["--filter", "*"];
Summary[] summaries =
    [.. BenchmarkSwitcher.FromAssembly(typeof(BudgetAttribute).Assembly).Run(arguments, config)];
if (isSmoke && Directory.Exists(artifacts)) Directory.Delete(artifacts, recursive: true);
int measured = 0, over = 0;
foreach (BenchmarkReport report in summaries.SelectMany(summary => summary.Reports))
{
    if (report.BenchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<BudgetAttribute>() is not { } budget)
        throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} has no budget");
    long? bytes = report.Success ? report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) : null;
    measured++;
    bool isOver = bytes is not { } known || known > budget.Bytes;
    over += isOver ? 1 : 0;
    Console.WriteLine(
        $"{(isOver ? "OVER" : "ok"),-4} {report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo}: "
        + $"{bytes?.ToString() ?? "not measured,"} of {budget.Bytes} bytes a call");
}

Console.WriteLine($"{measured} benchmarks, {over} over budget");
return measured > 0 && over == 0 ? 0 : 1;
