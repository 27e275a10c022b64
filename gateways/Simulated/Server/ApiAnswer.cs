namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>The answer to one request, before it goes out.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The result, or <c>{"code":…,"msg":…}</c>.</param>
/// <param name="Fault">What is to go wrong with it; null = nothing.</param>
/// <param name="Usage">The limits used, this request included.</param>
/// <param name="RetryAfterSeconds">For a request refused at a limit; 0 = none.</param>
internal readonly record struct ApiAnswer(
    int Status, byte[] Body, PlannedFault? Fault, RequestUsage Usage, int RetryAfterSeconds);
