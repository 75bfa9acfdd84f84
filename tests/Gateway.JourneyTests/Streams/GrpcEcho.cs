using Grpc.Core;

namespace Gateway.JourneyTests.Streams;

/// <summary>What a .proto would generate: one two-way stream of strings.</summary>
[BindServiceMethod(typeof(GrpcEchoContract), nameof(Bind))]
internal abstract class GrpcEchoContract
{
    public static readonly Method<string, string> Method =
        new(MethodType.DuplexStreaming, "demo.Echo", nameof(Echo), Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    public static void Bind(ServiceBinderBase binder, GrpcEchoContract? service) =>
        binder.AddMethod(Method, service is null ? null! : new DuplexStreamingServerMethod<string, string>(service.Echo));

    public abstract Task Echo(IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext call);
}

/// <summary>Begins with the caller's Authorization, then returns each message as it comes.</summary>
internal sealed class GrpcEcho : GrpcEchoContract
{
    public override async Task Echo(IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext call)
    {
        await responses.WriteAsync(call.RequestHeaders.GetValue("authorization") ?? "nobody");
        await foreach (var request in requests.ReadAllAsync(call.CancellationToken)) await responses.WriteAsync(request);
        call.ResponseTrailers.Add("counted", "yes");
    }
}
