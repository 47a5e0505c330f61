/** Stands in a log without messages while there is somebody to talk to. */
export function SayHello() {
  return (
    <div className="hello">
      <b>Say hello</b>
      <p>Messages stay with the session. Both of you can read them in the replay.</p>
    </div>
  );
}
