import "../look/look.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Empty } from "../look/empty";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Empty title="HireHub">The pages follow.</Empty>
    </StrictMode>,
  );
}
